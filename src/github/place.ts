/** A place in the checkout, as an annotation names it. */
import type { AnnotationProperties } from '@actions/core'
import type { Place } from '../errors.ts'

export const at = ({ file, line }: Place): AnnotationProperties => ({
  file,
  ...(line === undefined ? {} : { startLine: line }),
})
