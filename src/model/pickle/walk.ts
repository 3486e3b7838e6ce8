/** Walks a pickle without running it: what it holds, and everything that loading it would import. */
import type { Cursor } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { readArray } from './array.ts'
import { readBlob, skipLine } from './blob.ts'
import { limits } from './limits.ts'
import { Machine, type Pending } from './machine.ts'
import { opcodes } from './opcodes.ts'
import { forgotten, type Value } from './values.ts'

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
  /** The Pythons that can run the functions that were saved by value; absent when none were, or nobody can tell. */
  readonly pythons?: readonly string[]
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
  /** Whether a call gives it arguments, other than to a class's `__new__` alone. */
  readonly given?: boolean
  /** Of `getattr`: whether everything that it gets is in this list by itself. */
  readonly listed?: boolean
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

  static of(damage: Unreadable, walk: Walk): BrokenPickle {
    const { message, offset = walk.bytes } = damage
    return new BrokenPickle(message.replace(/, at byte \d+$/, ''), offset, walk)
  }

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
export async function walkPickle(cursor: Cursor, options: WalkOptions): Promise<Walk> {
  const begin = cursor.offset
  const machine = new Machine({
    recognises: (head) => options.blobs?.some((reader) => reader.recognises(head)) ?? false,
    joblib: options.joblib ?? false,
  })
  try {
    await follow(machine, cursor, options)
    return found(machine, cursor.offset - begin)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    throw BrokenPickle.of(error, found(machine, cursor.offset - begin))
  }
}

const found = (machine: Machine, bytes: number): Walk => ({
  root: machine.root === undefined ? forgotten : machine.root,
  globals: machine.imports.globals,
  oddities: machine.imports.oddities,
  protocol: machine.protocol,
  ...(machine.pythons ? { pythons: machine.pythons } : {}),
  bytes,
})

/** More is read when less than this is at hand: no opcode takes more at once. */
const margin = 3 * limits.piece
/** How many bytes pass between two times of tidying. */
const untidy = 4 * margin

async function follow(machine: Machine, cursor: Cursor, options: WalkOptions): Promise<void> {
  let tidied = cursor.offset
  while (machine.root === undefined) {
    options.signal.throwIfAborted()
    const hasEnded = (await cursor.ready(margin)) < margin
    machine.input.renew(cursor.look(), cursor.offset)
    run(machine, hasEnded ? 1 : margin)
    cursor.take(machine.input.taken)
    if (machine.pending !== undefined) await resolve(machine, machine.pending, cursor, options)
    else if (machine.root === undefined && hasEnded)
      throw new Unreadable('ends before the pickle does', cursor.offset)
    if (cursor.offset - tidied < untidy) continue
    machine.tidy()
    tidied = cursor.offset
  }
  // Python has read a frame as a whole, so that what may follow the pickle follows the frame.
  const rest = machine.frameEnd - cursor.offset
  if (rest > 0) await cursor.skip(rest, 'a frame')
}

/** Follows opcodes for as long as they need not wait. */
function run(machine: Machine, needed: number): void {
  const { input } = machine
  while (machine.root === undefined && machine.pending === undefined && input.left >= needed) {
    machine.offset = input.offset
    opcodes[input.uint8()]?.(machine)
    noteCrossing(machine, input.offset)
  }
}

/**
 * CPython's pickle in C drops the rest of a frame that an opcode reaches beyond, the one in Python
 * does not: a name that is cut so is another name to each ("PEP 3154", framing).
 */
function noteCrossing(machine: Machine, end: number): void {
  if (machine.offset >= machine.frameEnd || end <= machine.frameEnd) return
  machine.imports.odd(
    'a frame',
    'ends within an opcode, so that readers disagree on what follows',
    machine.offset,
  )
}

async function resolve(
  machine: Machine,
  pending: Pending,
  cursor: Cursor,
  options: WalkOptions,
): Promise<void> {
  machine.pending = undefined
  if ('size' in pending) noteCrossing(machine, cursor.offset + pending.size)
  switch (pending.kind) {
    case 'array': {
      const array = await readArray(machine, pending.wrapper, cursor, () =>
        walkInner(machine, cursor, options),
      )
      machine.pop()
      return machine.push(array)
    }
    case 'line': {
      const size = await skipLine(cursor)
      return machine.push(pending.holds === 'text' ? { kind: 'text', size } : forgotten)
    }
    case 'integer':
      await cursor.skip(pending.size, 'an integer')
      return machine.push(forgotten)
    default: {
      const { kind, size } = pending
      const content = await readBlob(cursor, size, options)
      machine.push({ kind, size, ...(content === undefined ? {} : { content }) })
    }
  }
}

/** A pickle inside of the pickle, which joblib has nothing to do with. */
async function walkInner(machine: Machine, cursor: Cursor, options: WalkOptions): Promise<Value> {
  try {
    const walk = await walkPickle(cursor, { ...options, joblib: false })
    machine.imports.include(walk)
    return walk.root
  } catch (error) {
    if (error instanceof BrokenPickle) machine.imports.include(error.walk)
    throw error
  }
}
