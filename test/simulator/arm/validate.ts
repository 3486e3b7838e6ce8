/** A small language for request bodies: closed objects, required and read-only fields, fields of newer versions. */
import type { Feature } from './versions.ts'
import { speaks } from './versions.ts'

export interface Problem {
  readonly at: string
  readonly message: string
}

export interface Shape {
  readonly check: (value: unknown, at: string, version: string) => readonly Problem[]
  readonly required?: true
  readonly readOnly?: true
  readonly since?: Feature
}

const problem = (at: string, message: string): readonly Problem[] => [{ at, message }]

const expecting =
  (kind: string, fits: (value: unknown) => boolean): Shape['check'] =>
  (value, at) =>
    fits(value) ? [] : problem(at, `Expected ${kind}, found ${JSON.stringify(value) ?? 'nothing'}.`)

export const flag: Shape = { check: expecting('a boolean', (v) => typeof v === 'boolean') }
export const anything: Shape = { check: () => [] }

export const text = (pattern?: RegExp): Shape => ({
  check: expecting(
    pattern === undefined ? 'a string' : `a string that matches ${pattern.source}`,
    (v) => typeof v === 'string' && (pattern?.test(v) ?? true),
  ),
})

/** Where the service turns a number into its text, as Microsoft's Python client relies on. */
export const scalar: Shape = {
  check: expecting('a string', (v) => ['string', 'number', 'boolean'].includes(typeof v)),
}

/** ISO 8601, as `PT90S` or `PT0.5S`. */
export const duration: Shape = {
  check: expecting(
    'an ISO 8601 duration',
    (v) =>
      typeof v === 'string' && /^P(?=.)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/.test(v),
  ),
}

export const integer = (least = -Infinity, most = Infinity): Shape => ({
  check: expecting(
    least === -Infinity ? 'an integer' : `an integer from ${least} to ${most}`,
    (v) => Number.isInteger(v) && Number(v) >= least && Number(v) <= most,
  ),
})

export const decimal: Shape = { check: expecting('a number', (v) => typeof v === 'number') }

export const oneOf = (...values: readonly string[]): Shape => ({
  check: expecting(`one of ${values.join(', ')}`, (v) => values.some((value) => value === v)),
})

export const listOf = (item: Shape): Shape => ({
  check: (value, at, version) =>
    Array.isArray(value)
      ? value.flatMap((one, i) => item.check(one, `${at}[${i}]`, version))
      : problem(at, 'Expected an array.'),
})

export const mapOf = (item: Shape): Shape => ({
  check: (value, at, version) =>
    isObject(value)
      ? Object.entries(value).flatMap(([name, one]) => item.check(one, `${at}.${name}`, version))
      : problem(at, 'Expected an object.'),
})

/** A closed object: what is not named here is refused. */
export const object = (fields: Readonly<Record<string, Shape>>): Shape => ({
  check: (value, at, version) => {
    if (!isObject(value)) return problem(at, 'Expected an object.')
    const known = Object.entries(fields).filter(([, { since }]) => !since || speaks(version, since))
    const missing = known
      .filter(([name, { required }]) => required && value[name] === undefined)
      .map(([name]) => ({ at: `${at}.${name}`, message: 'Required, but missing.' }))
    const wrong = Object.entries(value).flatMap(([name, one]) => {
      const field = known.find(([field]) => field === name)?.[1]
      if (field === undefined) {
        return problem(
          `${at}.${name}`,
          `Could not find member '${name}' in api-version ${version}.`,
        )
      }
      return field.readOnly
        ? problem(`${at}.${name}`, 'Read-only, cannot be set.')
        : field.check(one, `${at}.${name}`, version)
    })
    return [...missing, ...wrong]
  },
})

/** An object whose shape depends on one of its fields. */
export const variants = (field: string, shapes: Readonly<Record<string, Shape>>): Shape => ({
  check: (value, at, version) => {
    if (!isObject(value)) return problem(at, 'Expected an object.')
    const shape = shapes[String(value[field])]
    return shape === undefined
      ? problem(`${at}.${field}`, `Expected one of ${Object.keys(shapes).join(', ')}.`)
      : shape.check(value, at, version)
  },
})

export const required = (shape: Shape): Shape => ({ ...shape, required: true })
export const since = (feature: Feature, shape: Shape): Shape => ({ ...shape, since: feature })
export const readOnly: Shape = { ...anything, readOnly: true }

export const orNull = (shape: Shape): Shape => ({
  ...shape,
  check: (value, at, version) => (value === null ? [] : shape.check(value, at, version)),
})

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
