/** The page of everything that can go wrong: our codes and Azure's, each with a heading to link to. */
import type { ErrorCode } from '../../src/errors.ts'
import { catalogue } from '../../src/plan/catalogue.ts'
import { documentation } from '../../src/plan/explain.ts'
import { table } from './markdown.ts'
import { errorMeanings } from './meanings.ts'

/** The groups of the page: each begins with the named code and reaches to the next. */
const groups: readonly (readonly [first: ErrorCode, title: string])[] = [
  ['invalid-input', 'What was asked'],
  ['oidc-unavailable', 'Who asks'],
  ['subscription-not-found', 'What Azure has'],
  ['preflight-failed', 'What became of it'],
  ['deadline-passed', 'How it ended'],
]

const codes = Object.keys(errorMeanings) as ErrorCode[]

/** A heading's text in code gives the code itself as its anchor, in lower case. */
const linkTo = (code: string) => `[\`${code}\`](#${code.toLowerCase()})`

/** Azure's own codes that the catalogue knows, in order, each with the first entry that has it. */
const azureCodes = [...new Set(catalogue.flatMap(({ azure }) => azure.code ?? []))]
  .sort()
  .map((code) => {
    const entry = catalogue.find(({ azure }) => azure.code?.includes(code))
    const hint = entry?.hint ?? ''
    return { code, ours: entry?.code, hint: typeof hint === 'string' ? hint : hint(undefined) }
  })

/** All error codes at a glance. */
export const errorIndex = (): string =>
  table(
    ['`error-code`', 'What happened'],
    codes.map((code) => [linkTo(code), errorMeanings[code].means]),
  )

/** A section for each error code. */
export const errorSections = (): string =>
  codes
    .flatMap((code) => {
      const group = groups.find(([first]) => first === code)
      const { means, remedy } = errorMeanings[code]
      const from = azureCodes.filter(({ ours }) => ours === code)
      return [
        ...(group ? [`## ${group[1]}`] : []),
        `### \`${code}\``,
        means,
        `**What to do.** ${remedy}`,
        ...(from.length > 0
          ? [`Azure's codes: ${from.map((each) => linkTo(each.code)).join(', ')}`]
          : []),
      ]
    })
    .join('\n\n')

/** A section for each of Azure's codes that the action explains. */
export const azureErrorSections = (): string =>
  azureCodes
    .flatMap(({ code, ours, hint }) => [
      `### \`${code}\``,
      `${hint} (${ours ? `\`error-code\` ${linkTo(ours)}; ` : ''}[Microsoft's page](${documentation(code)}))`,
    ])
    .join('\n\n')
