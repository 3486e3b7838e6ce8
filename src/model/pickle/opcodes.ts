/**
 * What every opcode of protocols 0 to 5 does to the machine. The codes, their operands and their
 * order are those of CPython's Lib/pickletools.py and Lib/pickle.py.
 */
import { limits } from './limits.ts'
import type { Machine } from './machine.ts'
import {
  decodeLong,
  keptBytes,
  parseFloat64,
  parseIndex,
  parseInteger,
  python2String,
  quotedBytes,
  rawUnicodeEscape,
} from './text.ts'
import type { Value } from './values.ts'

type Opcode = (machine: Machine) => void

/** Integers of more bytes are not worth decoding. */
const longestInteger = 1_024

const constants: Readonly<Record<string, Opcode>> = {
  N: (machine) => machine.push(null),
  '\x88': (machine) => machine.push(true),
  '\x89': (machine) => machine.push(false),
  ')': (machine) => machine.push(machine.keeper.sequence('tuple', [])),
  ']': (machine) => machine.push(machine.keeper.sequence('list', [])),
  '}': (machine) => machine.push(machine.keeper.dict()),
  '\x8f': (machine) => machine.push(machine.keeper.sequence('set', [])),
}

const numbers: Readonly<Record<string, Opcode>> = {
  K: (machine) => machine.push(machine.input.uint8()),
  M: (machine) => machine.push(machine.input.uint16()),
  J: (machine) => machine.push(machine.input.int32()),
  G: (machine) => machine.push(machine.input.float64()),
  '\x8a': (machine) => machine.push(decodeLong(machine.input.raw(machine.input.uint8()))),
  '\x8b': (machine) => {
    const size = machine.input.int32()
    if (size < 0) machine.fail('has an integer of a negative size')
    if (size > longestInteger) machine.pending = { kind: 'integer', size }
    else machine.push(decodeLong(machine.input.raw(size)))
  },
  I: (machine) => pushLine(machine, (line) => booleans.get(line) ?? parseInteger(line)),
  L: (machine) => pushLine(machine, (line) => parseInteger(line.replace(/L$/, ''))),
  F: (machine) => pushLine(machine, parseFloat64),
}

const booleans = new Map([
  ['00', false],
  ['01', true],
])

const texts: Readonly<Record<string, Opcode>> = {
  '\x8c': (machine) => pushText(machine, machine.input.uint8()),
  X: (machine) => pushText(machine, machine.input.uint32()),
  '\x8d': (machine) => pushText(machine, machine.input.uint64()),
  C: (machine) => pushBytes(machine, machine.input.uint8()),
  B: (machine) => pushBytes(machine, machine.input.uint32()),
  '\x8e': (machine) => pushBytes(machine, machine.input.uint64()),
  '\x96': (machine) => pushBytes(machine, machine.input.uint64()),
  U: (machine) => machine.push(python2String(machine.input.raw(machine.input.uint8()))),
  T: (machine) => {
    const size = machine.input.int32()
    if (size < 0) machine.fail('has a text of a negative size')
    if (size > limits.piece) machine.pending = { kind: 'bytes', size }
    else machine.push(python2String(machine.input.raw(size)))
  },
  S: (machine) => {
    const line = machine.input.line()
    if (line === undefined) machine.pending = { kind: 'line', holds: 'text' }
    else
      machine.push(
        python2String(quotedBytes(line) ?? machine.fail('has a text without its quotes')),
      )
  },
  V: (machine) => {
    const line = machine.input.line()
    if (line === undefined) machine.pending = { kind: 'line', holds: 'text' }
    else machine.push(rawUnicodeEscape(line) ?? machine.fail('has a text with a broken escape'))
  },
  '\x97': (machine) => machine.fail('refers to a buffer outside of the file'),
  '\x98': (machine) => void machine.top(),
}

const containers: Readonly<Record<string, Opcode>> = {
  '(': (machine) => machine.mark(),
  '0': (machine) => machine.popAny(),
  '1': (machine) => void machine.popMark(),
  '2': (machine) => machine.push(machine.top()),
  t: (machine) => machine.sequence('tuple', machine.popMark()),
  '\x85': (machine) => machine.sequence('tuple', machine.popSome(1)),
  '\x86': (machine) => machine.sequence('tuple', machine.popSome(2)),
  '\x87': (machine) => machine.sequence('tuple', machine.popSome(3)),
  l: (machine) => machine.sequence('list', machine.popMark()),
  '\x91': (machine) => machine.sequence('set', machine.popMark()),
  d: (machine) => {
    const pairs = machine.popMark()
    const made = machine.keeper.dict()
    machine.setItems(made, pairs)
    machine.push(made)
  },
  a: (machine) => extendBy(machine, [machine.pop()]),
  e: (machine) => extendBy(machine, machine.popMark()),
  '\x90': (machine) => extendBy(machine, machine.popMark()),
  s: (machine) => setBy(machine, machine.popSome(2)),
  u: (machine) => setBy(machine, machine.popMark()),
}

const memo: Readonly<Record<string, Opcode>> = {
  p: (machine) => machine.store(parseIndex(nameLine(machine))),
  q: (machine) => machine.store(machine.input.uint8()),
  r: (machine) => machine.store(machine.input.uint32()),
  '\x94': (machine) => machine.store(machine.memo.size),
  g: (machine) => machine.fetch(parseIndex(nameLine(machine))),
  h: (machine) => machine.fetch(machine.input.uint8()),
  j: (machine) => machine.fetch(machine.input.uint32()),
}

const imports: Readonly<Record<string, Opcode>> = {
  c: (machine) => machine.push(machine.import(nameLine(machine), nameLine(machine))),
  '\x93': (machine) => {
    const name = machine.pop()
    const module = machine.pop()
    machine.push(machine.importFrom(module, name))
  },
  '\x82': (machine) => machine.importExtension(machine.input.uint8()),
  '\x83': (machine) => machine.importExtension(machine.input.uint16()),
  '\x84': (machine) => machine.importExtension(machine.input.int32()),
  P: (machine) => pushLine(machine, (id) => ({ kind: 'persistent', id })),
  Q: (machine) => {
    const id = machine.pop()
    const isPlain = typeof id !== 'object' || id?.kind === 'tuple'
    machine.push({ kind: 'persistent', id: isPlain ? id : null })
  },
}

const calls: Readonly<Record<string, Opcode>> = {
  R: (machine) => {
    const args = machine.pop()
    machine.call(machine.pop(), args)
  },
  '\x81': (machine) => {
    const args = machine.pop()
    machine.instantiate(machine.pop(), args)
  },
  '\x92': (machine) => {
    const keywords = machine.pop()
    const args = machine.pop()
    machine.instantiate(machine.pop(), args, keywords)
  },
  o: (machine) => {
    const [of, ...args] = machine.popMark()
    if (of === undefined) return machine.fail('makes an instance of nothing')
    machine.call(of, machine.keeper.sequence('tuple', args))
  },
  i: (machine) => {
    const of = machine.import(nameLine(machine), nameLine(machine))
    machine.call(of, machine.keeper.sequence('tuple', machine.popMark()))
  },
  b: (machine) => {
    machine.build(machine.pop())
  },
}

const control: Readonly<Record<string, Opcode>> = {
  '\x80': (machine) => {
    machine.dialect = machine.input.uint8()
    if (machine.dialect > 5) machine.fail(`names protocol ${machine.dialect}, which does not exist`)
    machine.protocol = Math.max(machine.protocol, machine.dialect)
  },
  '\x95': (machine) => {
    const size = machine.input.uint64()
    machine.frameEnd = Math.max(machine.frameEnd, machine.input.offset + size)
  },
  '.': (machine) => {
    machine.root = machine.pop()
  },
}

const unknown: Opcode = (machine) => machine.fail('holds a byte that is no pickle opcode')

const table: Readonly<Record<string, Opcode>> = {
  ...constants,
  ...numbers,
  ...texts,
  ...containers,
  ...memo,
  ...imports,
  ...calls,
  ...control,
}

/** What to do for each of the 256 bytes. */
export const opcodes: readonly Opcode[] = Array.from(
  { length: 256 },
  (_, byte) => table[String.fromCharCode(byte)] ?? unknown,
)

function pushLine(machine: Machine, parse: (line: string) => Value | undefined): void {
  const line = machine.input.line()
  if (line === undefined) machine.pending = { kind: 'line', holds: 'other' }
  else machine.push(parse(line.toString('latin1')) ?? machine.fail('has a malformed number'))
}

/** A line that says a name or a key. */
function nameLine(machine: Machine): string {
  const line = machine.input.line()
  return line === undefined ? machine.fail('has a name of endless length') : line.toString('utf8')
}

function pushText(machine: Machine, size: number): void {
  if (size > limits.piece || machine.holdsBlob(size)) machine.pending = { kind: 'text', size }
  else machine.push(machine.input.utf8(size))
}

function pushBytes(machine: Machine, size: number): void {
  if (size > limits.piece || machine.holdsBlob(size)) machine.pending = { kind: 'bytes', size }
  else machine.push(keptBytes(machine.input.raw(size)))
}

function extendBy(machine: Machine, values: readonly Value[]): void {
  machine.extend(machine.top(), values)
}

function setBy(machine: Machine, pairs: readonly Value[]): void {
  machine.setItems(machine.top(), pairs)
}
