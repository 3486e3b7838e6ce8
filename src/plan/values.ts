/**
 * The kinds of value an input can have. A value arrives as text (from the workflow) or as YAML
 * (from the config file); either way it becomes typed here, or a sentence says what was expected.
 */
import { parse as parseYaml } from 'yaml'
import { isObject } from './json.ts'
import { didYouMean } from './suggest.ts'

/** A JSON Schema fragment for the published schema of the config file. */
export type Schema = Readonly<Record<string, unknown>>

/** Why a value was refused: completes the sentence "'cpu' is 'two': …". */
export interface Refusal {
  readonly refused: string
}

export interface Kind<T> {
  /** For the documentation: `number`, `list of text`, `one of a, b`. */
  readonly name: string
  readonly schema: Schema
  read(raw: unknown): T | Refusal
}

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'refused' in value

const refuse = (refused: string): Refusal => ({ refused })

const asText = (raw: unknown): string | undefined =>
  typeof raw === 'string'
    ? raw.trim()
    : typeof raw === 'number' || typeof raw === 'boolean'
      ? String(raw)
      : undefined

/** Free text, optionally held to a pattern that `rule` puts into words. */
export const text = (options: { pattern?: RegExp; rule?: string } = {}): Kind<string> => ({
  name: 'text',
  schema: { type: ['string', 'number'] },
  read(raw) {
    const value = asText(raw)
    if (value === undefined) return refuse('expected text')
    if (options.pattern && !options.pattern.test(value)) return refuse(`expected ${options.rule}`)
    return value
  },
})

/** One of a closed set; `aliases` maps other spellings in use onto it. */
export const choice = <const A extends readonly string[]>(
  allowed: A,
  aliases: Readonly<Record<string, A[number]>> = {},
): Kind<A[number]> => ({
  name: `one of ${allowed.join(', ')}`,
  schema: { type: 'string', enum: [...allowed, ...Object.keys(aliases)] },
  read(raw) {
    const given = asText(raw) ?? ''
    const folded = given.toLowerCase().replace(/[\s_-]+/g, '')
    const match = (word: string) => word.toLowerCase().replace(/[\s_-]+/g, '') === folded
    const value = allowed.find(match)
    if (value !== undefined) return value
    const alias = Object.keys(aliases).find(match)
    if (alias !== undefined) return aliases[alias] as A[number]
    return refuse(
      `allowed are ${allowed.join(', ')}.${didYouMean(given, [...allowed, ...Object.keys(aliases)])}`,
    )
  },
})

/** A number within bounds. */
export const number = (options: {
  min?: number
  max?: number
  integer?: boolean
}): Kind<number> => {
  const what = options.integer ? 'a whole number' : 'a number'
  const range = [
    options.min === undefined ? '' : ` of at least ${options.min}`,
    options.max === undefined
      ? ''
      : `${options.min === undefined ? ' of' : ' and'} at most ${options.max}`,
  ].join('')
  return {
    name: options.integer ? 'whole number' : 'number',
    schema: {
      type: options.integer ? 'integer' : 'number',
      ...(options.min === undefined ? {} : { minimum: options.min }),
      ...(options.max === undefined ? {} : { maximum: options.max }),
    },
    read(raw) {
      const given = asText(raw) ?? ''
      const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given) ? Number(given) : Number.NaN
      const fits =
        Number.isFinite(value) &&
        value >= (options.min ?? -Infinity) &&
        value <= (options.max ?? Infinity) &&
        (!options.integer || Number.isInteger(value))
      return fits ? value : refuse(`expected ${what}${range}`)
    },
  }
}

/** The same, or the word `auto`. */
export const orAuto = <T>(kind: Kind<T>): Kind<T | 'auto'> => ({
  name: `${kind.name} or auto`,
  schema: { anyOf: [kind.schema, { const: 'auto' }] },
  read: (raw) => (asText(raw)?.toLowerCase() === 'auto' ? 'auto' : kind.read(raw)),
})

const units: Readonly<Record<string, number>> = {
  '': 1,
  g: 1,
  gb: 1,
  gib: 1,
  gi: 1,
  m: 1 / 1024,
  mb: 1 / 1024,
  mib: 1 / 1024,
  mi: 1 / 1024,
}

/** An amount of memory in GB: `2`, `1.5`, `4GB`, `512Mi`. */
export const memory: Kind<number> = {
  name: 'GB',
  schema: { type: ['number', 'string'] },
  read(raw) {
    const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(asText(raw) ?? '')
    const unit = units[match?.[2]?.toLowerCase() ?? ' ']
    const value = Number(match?.[1]) * (unit ?? Number.NaN)
    return value > 0 ? value : refuse("expected GB as a number above 0, such as '2' or '512Mi'")
  },
}

const durationUnits: Readonly<Record<string, number>> = {
  '': 1000,
  s: 1000,
  ms: 1,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** A span of time in milliseconds, written in seconds (`60`) or with a unit (`500ms`, `90s`, `5m`). */
export const duration = (options: { maxMs?: number; orNone?: boolean } = {}): Kind<number> => ({
  name: 'seconds',
  schema: { type: ['number', 'string'] },
  read(raw) {
    const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(asText(raw) ?? '')
    const unit = durationUnits[match?.[2]?.toLowerCase() ?? ' ']
    const ms = Number(match?.[1]) * (unit ?? Number.NaN)
    if (!(ms > 0 || (options.orNone && ms === 0)))
      return refuse("expected seconds, or a time with a unit such as '500ms', '90s', '5m'")
    if (ms > (options.maxMs ?? Infinity))
      return refuse(`expected at most ${(options.maxMs ?? 0) / 1000} seconds`)
    return ms
  },
})

/** The number of a thing, where `true` means one and `false` none. */
export const countOrSwitch = (max: number): Kind<number> => ({
  name: 'whole number, true or false',
  schema: { oneOf: [{ type: 'integer', minimum: 0, maximum: max }, { type: 'boolean' }] },
  read(raw) {
    const given = (asText(raw) ?? '').toLowerCase()
    if (given === 'true') return 1
    if (given === 'false') return 0
    const value = /^\d+$/.test(given) ? Number(given) : Number.NaN
    return value <= max ? value : refuse(`expected a whole number from 0 to ${max}, true or false`)
  },
})

/** A switch. */
export const trueOrFalse: Kind<boolean> = {
  name: 'true or false',
  schema: { type: 'boolean' },
  read(raw) {
    const given = (asText(raw) ?? '').toLowerCase()
    return given === 'true' || given === 'false'
      ? given === 'true'
      : refuse('expected true or false')
  },
}

const fromYaml = (
  raw: unknown,
  schema: 'core' | 'failsafe' = 'core',
): { value: unknown } | Refusal => {
  if (typeof raw !== 'string') return { value: raw }
  try {
    return { value: parseYaml(raw, { schema }) as unknown }
  } catch (error) {
    return refuse(
      `not valid YAML: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`,
    )
  }
}

/** A map of text to text, as YAML or JSON; numbers and booleans become text. */
export const textMap: Kind<Readonly<Record<string, string>>> = {
  name: 'map of text',
  schema: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
  read(raw) {
    // Without types: 1.10 stays 1.10, and 007 stays 007.
    const yaml = fromYaml(raw, 'failsafe')
    if (isRefusal(yaml)) return yaml
    if (!isObject(yaml.value)) return refuse("expected a YAML map, one 'name: value' a line")
    const entries = Object.entries(yaml.value).map(
      ([key, value]) => [key, asText(value ?? '')] as const,
    )
    const nested = entries.find(([, value]) => value === undefined)
    if (nested) return refuse(`expected text under '${nested[0]}', not a list or a map`)
    return Object.fromEntries(entries) as Record<string, string>
  },
}

/** A map with known keys, each of its own kind. */
export const record = <F extends Readonly<Record<string, Kind<unknown>>>>(
  fields: F,
): Kind<{ readonly [K in keyof F]?: F[K] extends Kind<infer T> ? T : never }> => ({
  name: `map with ${Object.keys(fields).join(', ')}`,
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(fields).map(([key, kind]) => [key, kind.schema])),
  },
  read(raw) {
    const yaml = fromYaml(raw)
    if (isRefusal(yaml)) return yaml
    if (!isObject(yaml.value))
      return refuse(`expected a YAML map with ${Object.keys(fields).join(', ')}`)
    const values: Record<string, unknown> = {}
    for (const [key, given] of Object.entries(yaml.value)) {
      const kind = fields[key]
      if (!kind) {
        return refuse(
          `'${key}' is unknown; allowed are ${Object.keys(fields).join(', ')}.${didYouMean(key, Object.keys(fields))}`,
        )
      }
      const value = kind.read(given)
      if (isRefusal(value))
        return refuse(`'${key}' is '${asText(given) ?? JSON.stringify(given)}': ${value.refused}`)
      values[key] = value
    }
    return values as never
  },
})

/** A switch, or what else there is to say. */
export const orSwitch = <T>(kind: Kind<T>): Kind<T | boolean> => ({
  name: `true, false or ${kind.name}`,
  schema: { anyOf: [trueOrFalse.schema, kind.schema] },
  read(raw) {
    const value = trueOrFalse.read(raw)
    return isRefusal(value) ? kind.read(raw) : value
  },
})

/** A map, or its short form: what is written without keys. */
export const orMap = <S, M>(short: Kind<S>, map: Kind<M>): Kind<S | M> => ({
  name: `${short.name}, or ${map.name}`,
  schema: { anyOf: [short.schema, map.schema] },
  read(raw) {
    const yaml = fromYaml(raw)
    return !isRefusal(yaml) && isObject(yaml.value) ? map.read(raw) : short.read(raw)
  },
})

/** A list of whole numbers, as YAML or JSON. */
export const wholeNumbers = (options: { min: number; max: number }): Kind<readonly number[]> => {
  const item = number({ ...options, integer: true })
  return {
    name: 'list of whole numbers',
    schema: { type: 'array', items: item.schema, minItems: 1 },
    read(raw) {
      const yaml = fromYaml(raw)
      if (isRefusal(yaml)) return yaml
      if (!Array.isArray(yaml.value) || yaml.value.length === 0)
        return refuse('expected a list such as [10, 50, 100]')
      const values = yaml.value.map((value) => item.read(value))
      const wrong = values.findIndex(isRefusal)
      if (wrong < 0) return values as number[]
      const { refused } = values[wrong] as Refusal
      return refuse(`${JSON.stringify(yaml.value[wrong])} in it: ${refused}`)
    },
  }
}

/** A list of texts, as YAML or JSON; `example` is one. */
export const texts = (example: string): Kind<readonly string[]> => ({
  name: 'list of text',
  schema: { type: 'array', items: { type: ['string', 'number'] } },
  read(raw) {
    const yaml = fromYaml(raw, 'failsafe')
    if (isRefusal(yaml)) return yaml
    const values = Array.isArray(yaml.value) ? yaml.value.map(asText) : [undefined]
    return values.some((value) => value === undefined || value === '')
      ? refuse(`expected a list such as ${example}`)
      : (values as string[])
  },
})

/** A text, or a list of them as YAML or JSON. */
export const textOrTexts = (example: string): Kind<readonly string[]> => ({
  name: 'text or list of text',
  schema: { anyOf: [{ type: 'string' }, texts(example).schema] },
  read(raw) {
    const value = asText(raw)
    return value === undefined || /^(\[|-\s)/.test(value) ? texts(example).read(raw) : [value]
  },
})

/** Any value: text that is JSON or YAML stays text here and is understood by whoever asked for it. */
export const anything: Kind<unknown> = { name: 'JSON or a file', schema: {}, read: (raw) => raw }
