/** What Azure said, explained by the catalogue: what broke, in one of our codes, why, and what to do. Pure. */
import type { ErrorCode, Failure } from '../errors.ts'
import { type AzureError, codes, sentences } from './azureError.ts'
import { catalogue } from './catalogue.ts'

/** What was being done when Azure refused: completes "could not …". */
export interface Attempt {
  readonly doing: string
  /** The code when nothing in the catalogue matches. */
  readonly otherwise: ErrorCode
  readonly status?: number
}

/** Microsoft's own page has a section for each code that it documents. */
export const documentation = (azureCode: string) =>
  `https://aka.ms/oe-tsg#error-${azureCode.toLowerCase()}`

/** What Azure said, in our words: pure, total. */
export function explain(error: AzureError, attempt: Attempt): Failure {
  const said = sentences(error)
  const given = codes(error)
  const match = find(said, given, attempt.status)
  const azure = said.join('\n')
  const reason =
    said.at(-1) ?? given.at(-1) ?? (attempt.status === undefined ? '' : `HTTP ${attempt.status}`)
  const named = given[0] === undefined ? '' : `${given[0]}: `
  const policies = policyNames(error)
  const common = {
    message: `could not ${attempt.doing}: ${named}${reason}${policies}`,
    ...(azure === '' || azure === reason ? {} : { azure }),
    ...linkTo(given),
  }
  if (!match) return { ...common, code: attempt.otherwise }
  const { entry, found } = match
  return {
    ...common,
    code: entry.code ?? attempt.otherwise,
    hint: typeof entry.hint === 'function' ? entry.hint(found) : entry.hint,
  }
}

/** The section of the code that says most: the outermost is often none that is documented. */
function linkTo(given: readonly string[]): { readonly link?: string } {
  const code = given.find((one) => documented.has(one)) ?? given[0]
  return code === undefined || code === 'AuthorizationFailed' ? {} : { link: documentation(code) }
}

const documented = new Set(catalogue.flatMap(({ azure }) => azure.code ?? []))

function find(said: readonly string[], given: readonly string[], status: number | undefined) {
  for (const entry of catalogue) {
    const { code, says, status: statuses } = entry.azure
    const found = says && said.map((text) => says.exec(text)).find((match) => match !== null)
    if (found) return { entry, found }
    if (code?.some((wanted) => given.includes(wanted))) return { entry, found: undefined }
    if (status !== undefined && statuses?.includes(status)) return { entry, found: undefined }
  }
  return undefined
}

function policyNames(error: AzureError): string {
  const policy = error.info['PolicyViolation']
  if (typeof policy !== 'object' || policy === null) return ''
  const { policyDefinitionDisplayName, policyAssignmentDisplayName } = policy as Record<
    string,
    unknown
  >
  const names = [policyDefinitionDisplayName, policyAssignmentDisplayName].filter(
    (name) => typeof name === 'string',
  )
  return names.length > 0 ? ` (policy: ${names.join(', ')})` : ''
}
