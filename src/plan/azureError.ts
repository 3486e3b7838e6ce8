/** Azure's errors, unwrapped: the sentence that says why is often a JSON string inside a detail inside a detail. */
import { isObject } from './json.ts'

export interface AzureError {
  readonly code: string
  readonly message: string
  readonly details: readonly AzureError[]
  /** `Correlation`, `Time`, policy names and such, by type. */
  readonly info: Readonly<Record<string, unknown>>
}

const asString = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Reads an ARM error body, an operation's error or anything else that was answered. Never throws. */
export function readAzureError(body: unknown): AzureError {
  const value = typeof body === 'string' ? (parse(body) ?? body) : body
  if (typeof value === 'string') return { code: '', message: value.trim(), details: [], info: {} }
  if (!isObject(value)) return { code: '', message: '', details: [], info: {} }
  const error = isObject(value['error']) ? value['error'] : value
  const listed = Array.isArray(error['details']) ? error['details'] : []
  const inner = isObject(error['innererror'] ?? error['innerError'])
    ? [error['innererror'] ?? error['innerError']]
    : []
  const info: Record<string, unknown> = {}
  for (const item of Array.isArray(error['additionalInfo']) ? error['additionalInfo'] : []) {
    if (isObject(item) && typeof item['type'] === 'string') info[item['type']] = item['info']
  }
  return {
    code: asString(error['code']),
    message: asString(error['message']).trim(),
    details: [...listed, ...inner].map(readAzureError),
    info,
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** The error and all below it, outermost first. */
export const everyError = (error: AzureError): readonly AzureError[] => [
  error,
  ...error.details.flatMap(everyError),
]

/**
 * The sentences of `{"errors":{"VmSize":["Not enough quota …"]},"title":…}`, which Azure embeds in a
 * message after `error detail:` or sends as the whole message.
 */
function embedded(message: string): string[] {
  const start = message.indexOf('{')
  const json = start < 0 ? undefined : parse(message.slice(start, message.lastIndexOf('}') + 1))
  if (!isObject(json)) return []
  const fields = isObject(json['errors']) ? Object.entries(json['errors']) : []
  const sentences = fields.flatMap(([field, list]) =>
    (Array.isArray(list) ? list : [list])
      .filter((item): item is string => typeof item === 'string')
      .map((item) => (field === '' ? item : `${field}: ${item}`)),
  )
  if (sentences.length > 0) return sentences
  const nested = readAzureError(json)
  const said = everyError(nested)
    .map((error) => error.message)
    .filter((text) => text !== '')
  return said.length > 0 ? said : [asString(json['title'])].filter((text) => text !== '')
}

/** Every sentence that Azure said, innermost reason included, each once and unwrapped. */
export function sentences(error: AzureError): readonly string[] {
  const all = everyError(error).flatMap(({ message }) => {
    const inside = embedded(message)
    const outside = inside.length > 0 ? message.slice(0, message.indexOf('{')).trim() : message
    const wrapper = /error detail:$|HttpRequest error,?$|^$/i.test(outside)
    return [...(wrapper ? [] : [outside]), ...inside]
  })
  return [...new Set(all.map((text) => text.trim()).filter((text) => text !== ''))]
}

/** The codes of the error and of all below it. */
export const codes = (error: AzureError): readonly string[] =>
  everyError(error)
    .map(({ code }) => code)
    .filter((code) => code !== '')
