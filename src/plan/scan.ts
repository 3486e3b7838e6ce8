/** Whether a model may be deployed, by what loading its files would run. Pure. */
import { ActionError } from '../errors.ts'
import type { Finding } from '../model/description.ts'
import type { ModelScan } from './request.ts'

/** The findings with one verdict. */
export const withVerdict = (findings: readonly Finding[], verdict: Finding['verdict']) =>
  findings.filter((finding) => finding.verdict === verdict)

/**
 * Notes on the findings; throws `model-unsafe` for a dangerous one, unless the user asked only to be
 * warned. What is unknown is told and no more: every class of the user's own is unknown.
 */
export function judgeScan(findings: readonly Finding[], scan: ModelScan): readonly string[] {
  if (scan === 'off') return []
  const dangerous = withVerdict(findings, 'dangerous')
  const unknown = withVerdict(findings, 'unknown')
  const notes =
    unknown.length === 0
      ? []
      : [
          `loading the model imports what is not known to be harmless: ${listed(unknown.map(({ what }) => what))}`,
        ]
  if (dangerous.length === 0) return notes
  const message = `loading the model would run dangerous code: ${listed(dangerous.map(describe))}`
  if (scan === 'warn') return [message, ...notes]
  throw new ActionError({
    code: 'model-unsafe',
    message,
    hint: "Do not load this file anywhere, and find out who made it. If it is yours and meant so, save it without that (or as skops, ONNX or the framework's own format), or say model-scan: warn.",
  })
}

const describe = ({ what, why, file, offset }: Finding) =>
  `${what} (${why}; ${file}${offset === undefined ? '' : `, byte ${offset}`})`

const listed = (items: readonly string[], most = 5) =>
  items.slice(0, most).join(', ') + (items.length > most ? ` and ${items.length - most} more` : '')
