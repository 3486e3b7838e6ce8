/** A failure, and the line of the checkout that is at fault for it. */
import { ActionError } from '../errors.ts'
import { placeInCondaFile } from '../plan/condaPlace.ts'
import type { Asked } from '../plan/request.ts'
import type { Files } from '../plan/smoke.ts'

/**
 * The same failure: where packages could not be installed, with the line of the user's conda file; and
 * without a place that is none in the checkout, such as a file that was written only in the container.
 */
export function located(error: ActionError, asked: Asked | undefined, files: Files): ActionError {
  const { place, ...failure } = error.failure
  if (place && files.kind(place.file) === 'file') return error
  const found = asked && placeOfPackage(error, asked, files)
  if (!place && !found) return error
  return new ActionError({ ...failure, ...(found ? { place: found } : {}), cause: error })
}

function placeOfPackage({ failure, code }: ActionError, { request }: Asked, files: Files) {
  if (code !== 'image-build-failed' && code !== 'preflight-failed') return undefined
  if (!('serving' in request) || request.serving.kind !== 'code') return undefined
  const { environment } = request.serving
  if (environment.kind !== 'conda' || files.kind(environment.file) !== 'file') return undefined
  const said = [failure.message, failure.azure].join('\n')
  const file = environment.file.replace(/^\.\//, '')
  return placeInCondaFile(said, file, files.read(environment.file))
}
