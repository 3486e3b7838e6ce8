/** Small JSON that nobody trusts: parsed as a whole, and looked into without believing in its form. */
import type { Bytes } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json | undefined }

/** JSON.parse takes some ten times a text's size in memory. */
const largestText = 16 << 20

/** Parses all of some bytes, 16 MiB at most; `what` names them for the message: "the header". */
export async function readJson(bytes: Bytes, what: string): Promise<Json> {
  if (bytes.size > largestText)
    throw new Unreadable(
      `${what} has ${bytes.size} bytes, more than the ${largestText} that are looked at`,
    )
  return parseJson(Buffer.from(await bytes.read(0, bytes.size)).toString('utf8'), what)
}

/** Parses a text; throws Unreadable for what is no JSON. */
export function parseJson(text: string, what: string): Json {
  try {
    return JSON.parse(text)
  } catch (problem) {
    throw new Unreadable(
      `${what} is no JSON: ${problem instanceof Error ? problem.message : problem}`,
    )
  }
}

/** What stands at a path of keys and indices; undefined where there is nothing. */
export function at(
  value: Json | undefined,
  ...path: readonly (string | number)[]
): Json | undefined {
  let found = value
  for (const step of path) {
    if (typeof step === 'number') found = listAt(found)[step]
    else found = Object.hasOwn(objectAt(found), step) ? objectAt(found)[step] : undefined
  }
  return found
}

/** The list at a path; empty where there is none. */
export function listAt(value: Json | undefined, ...path: readonly string[]): readonly Json[] {
  const found = path.length === 0 ? value : at(value, ...path)
  return isList(found) ? found : []
}

/** The object at a path; empty where there is none. */
export function objectAt(value: Json | undefined, ...path: readonly string[]): JsonObject {
  const found = path.length === 0 ? value : at(value, ...path)
  return typeof found === 'object' && found !== null && !isList(found) ? found : {}
}

/** The text at a path, undefined where there is none. */
export function textAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : undefined
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
