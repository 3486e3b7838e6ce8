/** The comment of a service on a pull request. Markdown, pure. */
import type { Result } from './result.ts'
import { toSummary } from './summary.ts'

/** The first line, by which the comment is found again. */
export const commentMarker = (result: Result): string =>
  `<!-- azureml-deploy: ${result.serviceName ?? ''} -->`

export const toComment = (result: Result): string =>
  `${commentMarker(result)}\n${toSummary(result)}`
