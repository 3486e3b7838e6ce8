/** Mistakes in what was asked, collected, so that one run of the action shows all of them. */
import type { ErrorCode, Place } from '../errors.ts'

/** One mistake in what was asked. */
export interface Problem {
  readonly input: string
  readonly message: string
  readonly code: ErrorCode
  readonly place?: Place
}

/** A list of mistakes, each placed on the line of the config file that made it. */
export class Problems {
  readonly list: Problem[] = []
  readonly #places: ReadonlyMap<string, Place>

  constructor(places: ReadonlyMap<string, Place>) {
    this.#places = places
  }

  has(input: string): boolean {
    return this.list.some((problem) => problem.input === input)
  }

  add(input: string, message: string, code: ErrorCode = 'invalid-input'): void {
    const place = this.#places.get(input)
    this.list.push({ input, message, code, ...(place ? { place } : {}) })
  }

  /** A mistake of a file, at a line of its own. */
  at(input: string, message: string, place: Place): void {
    this.list.push({ input, message, code: 'invalid-input', place })
  }
}

/** A given value, short enough for a sentence. */
export const shorten = (value: unknown) => {
  const text = typeof value === 'string' ? value.trim() : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
