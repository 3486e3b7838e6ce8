/** Which Python compiled a function that cloudpickle or dill saved by value: no other can run it. */
import { makesCode } from './code.ts'
import { itemsOf, type Value } from './values.ts'

/** A version of Python as its bytecode shows it ("dis", and `opcode._inline_cache_entries`). */
interface Dialect {
  readonly python: string
  /** RESUME, with which every function begins. */
  readonly resume: number
  /** After how many of its instructions, by number, room is left for the interpreter's own notes. */
  readonly caches: Readonly<Record<number, number>>
}

const dialects: readonly Dialect[] = [
  {
    python: '3.11',
    resume: 151,
    caches: {
      25: 4,
      60: 1,
      92: 1,
      95: 4,
      106: 4,
      107: 2,
      116: 5,
      122: 1,
      160: 10,
      166: 1,
      171: 4,
    },
  },
  {
    python: '3.12',
    resume: 151,
    caches: {
      25: 1,
      60: 1,
      92: 1,
      93: 1,
      95: 4,
      106: 9,
      107: 1,
      116: 4,
      122: 1,
      123: 1,
      141: 1,
      171: 3,
    },
  },
  {
    python: '3.13',
    resume: 149,
    caches: {
      5: 1,
      39: 1,
      40: 3,
      45: 1,
      53: 3,
      58: 1,
      59: 1,
      72: 1,
      77: 1,
      82: 9,
      91: 4,
      93: 1,
      97: 1,
      98: 1,
      99: 1,
      100: 1,
      104: 1,
      108: 4,
      117: 1,
    },
  },
]

/**
 * The Pythons whose code a call makes, such as `['3.10']`; several where the code is the same in
 * each. Undefined for other calls, and where nothing can be told.
 */
export function pythonsOf(of: Value, args: Value): readonly string[] | undefined {
  if (!makesCode(of)) return undefined
  const items = itemsOf(args) ?? []
  // From 3.10 on, dill puts the old form of the line table before everything else.
  const [first, ...others] = items
  const given = bytesOf(first) === undefined ? items : others
  const code = bytesOf(given[6])
  if (code === undefined) return undefined
  // "types.CodeType": 3.8 brought positional-only parameters, 3.11 the qualified name and a table of exceptions.
  if (given.length === 16) return olderPythons(code, bytesOf(given[13]))
  if (given.length !== 18) return undefined
  const fitting = dialects.filter((dialect) => speaks(dialect, code))
  return fitting.length > 0 ? fitting.map(({ python }) => python) : undefined
}

/**
 * The line table of 3.10 accounts for the whole code (PEP 626), that of its predecessors for what
 * stands before the last line.
 */
function olderPythons(code: Uint8Array, lines: Uint8Array | undefined) {
  if (lines === undefined) return undefined
  const accounted = lines.filter((_, at) => at % 2 === 0).reduce((sum, bytes) => sum + bytes, 0)
  return accounted === code.length ? ['3.10'] : ['3.9', '3.8']
}

/** Whether every instruction leaves the room that it leaves in this dialect. */
function speaks({ resume, caches }: Dialect, code: Uint8Array): boolean {
  const opcodes = code.filter((_, at) => at % 2 === 0)
  if (!opcodes.includes(resume)) return false
  for (let at = 0; at < opcodes.length; ) {
    const expected = caches[opcodes[at] ?? 0] ?? 0
    const room = opcodes.subarray(at + 1).findIndex((opcode) => opcode !== 0)
    if (room === -1 ? opcodes.length - at - 1 !== expected : room !== expected) return false
    at += 1 + expected
  }
  return true
}

const bytesOf = (value: Value | undefined): Uint8Array | undefined =>
  typeof value === 'object' && value?.kind === 'bytes' ? value.data : undefined
