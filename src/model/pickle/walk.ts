/** Walks a pickle without running it: what it holds, and everything that loading it would import. */
import type { Cursor } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import type { Value } from './values.ts'

export interface WalkOptions {
  readonly signal: AbortSignal
  /** Told of every bytes and text value but the shortest: what to read inside of it. */
  readonly blobs?: readonly BlobReader[]
  /** Whether joblib loads it, which finds the bytes of arrays between the opcodes. */
  readonly joblib?: boolean
}

/** Reads what another library keeps inside a bytes or text value: an XGBoost booster. */
export interface BlobReader {
  /** By the first bytes, 64 at most. */
  recognises(head: Uint8Array): boolean
  /** Reads it from a cursor that begins and ends with the blob; the value's `content` is what it returns. */
  read(cursor: Cursor, size: number): Promise<unknown>
}

export interface Walk {
  /** What the pickle holds. */
  readonly root: Value
  /** Everything that loading would import, in order, each once. */
  readonly globals: readonly GlobalUse[]
  /** What no honest pickle has: things hidden, malformed or beyond what can be told. */
  readonly oddities: readonly Oddity[]
  /** The highest that the pickle names, 0 when it names none (0 and 1 do not). */
  readonly protocol: number
  /** How many bytes it takes, STOP included. */
  readonly bytes: number
}

export interface GlobalUse {
  readonly module: string
  /** `system`, or `path.join` with dots where the pickle says so. */
  readonly name: string
  /** Where it is imported first. */
  readonly offset: number
  /** Whether the pickle calls it, or builds instances of it. */
  readonly called: boolean
}

export interface Oddity {
  readonly what: string
  /** For people: why no honest pickle has it. */
  readonly why: string
  readonly offset: number
}

/**
 * Thrown where a pickle is damaged. Loading it fails there too, but not before everything up to
 * there was imported and called: `walk` is what was found until then.
 */
export class BrokenPickle extends Unreadable {
  readonly walk: Walk

  constructor(message: string, offset: number, walk: Walk) {
    super(message, offset)
    this.name = 'BrokenPickle'
    this.walk = walk
  }
}

/**
 * Walks one pickle of any protocol, from where the cursor stands to behind its STOP. Throws
 * BrokenPickle, an Unreadable, when it breaks off before.
 */
export async function walkPickle(cursor: Cursor, _options: WalkOptions): Promise<Walk> {
  throw new Unreadable('is a pickle, which cannot be read yet', cursor.offset)
}
