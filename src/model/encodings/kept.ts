/** What is kept of a JSON-like document of which most is passed over. */
import { Unreadable } from '../unreadable.ts'

/** What to keep of a value: all of it, or of an object these members. */
export type Wanted = true | { readonly [member: string]: Wanted }

/** What was kept. Objects are maps, so that a member may be called whatever it likes. */
export type Kept = null | boolean | number | string | readonly Kept[] | ReadonlyMap<string, Kept>

/** Deeper nesting than any model's. */
export const deepest = 100

/** Bounds what is kept of one document. */
export class Budget {
  private left = 64 << 20

  /** Counts a value with `bytes` of text; throws Unreadable when it is one too many. */
  spend(bytes: number, offset: number): void {
    this.left -= bytes + 16
    if (this.left < 0)
      throw new Unreadable('has more names and parameters than can be looked at', offset)
  }
}

/** The members to look into when a member of `wanted` is met: undefined when it is to be passed over. */
export function wantedOf(wanted: Wanted, member: string): Wanted | undefined {
  if (wanted === true) return true
  return Object.hasOwn(wanted, member) ? wanted[member] : undefined
}

/** What stands in nested objects under these names; undefined where there is none. */
export function at(kept: Kept | undefined, ...path: readonly string[]): Kept | undefined {
  let found = kept
  for (const name of path) found = found instanceof Map ? found.get(name) : undefined
  return found
}

/** The text at a place; undefined when there is no text. */
export function textAt(kept: Kept | undefined, ...path: readonly string[]): string | undefined {
  const found = at(kept, ...path)
  return typeof found === 'string' ? found : undefined
}

/** The number at a place, be it written as a text; undefined when there is none. */
export function numberAt(kept: Kept | undefined, ...path: readonly string[]): number | undefined {
  const found = at(kept, ...path)
  const number = typeof found === 'string' && found !== '' ? Number(found) : found
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** The list at a place; an empty one when there is none. */
export function listAt(kept: Kept | undefined, ...path: readonly string[]): readonly Kept[] {
  const found = at(kept, ...path)
  return Array.isArray(found) ? found : []
}
