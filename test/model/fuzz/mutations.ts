/** Changes to a file that nobody would make. The same dice make the same changes. */
import type { Dice } from './dice.ts'
import { instructionsOf } from './instructions.ts'

type Mutation = (data: Buffer, dice: Dice) => Buffer

/** Changes some bytes, a few times over, in any of the ways. */
export function mutated(data: Buffer, dice: Dice): Buffer {
  let changed = data
  for (let left = 1 + dice.roll(4); left > 0; left--) changed = dice.pick(mutations)(changed, dice)
  return changed
}

const flipBits: Mutation = (data, dice) => {
  const changed = Buffer.from(data)
  for (let left = dice.length(8); left > 0; left--) {
    const at = dice.roll(data.byteLength)
    changed.writeUInt8((changed[at] ?? 0) ^ (1 << dice.roll(8)), at)
  }
  return changed
}

const overwrite: Mutation = (data, dice) => {
  const { from, to } = run(data, dice)
  const changed = Buffer.from(data)
  if (dice.roll(2) === 0) changed.fill(dice.pick([0, 0x20, 0x7f, 0x80, 0xff]), from, to)
  else dice.bytes(to - from).copy(changed, from)
  return changed
}

const cutOff: Mutation = (data, dice) => data.subarray(0, dice.roll(data.byteLength))

const insert: Mutation = (data, dice) => {
  const { from, to } = run(data, dice)
  const piece = dice.roll(2) === 0 ? dice.bytes(dice.length(64)) : data.subarray(from, to)
  const at = dice.roll(data.byteLength + 1)
  return Buffer.concat([data.subarray(0, at), piece, data.subarray(at)])
}

const remove: Mutation = (data, dice) => {
  const { from, to } = run(data, dice)
  return Buffer.concat([data.subarray(0, from), data.subarray(to)])
}

const swap: Mutation = (data, dice) => {
  const first = run(data, dice)
  const second = run(data.subarray(first.to), dice)
  const [from, to] = [first.to + second.from, first.to + second.to]
  return Buffer.concat([
    data.subarray(0, first.from),
    data.subarray(from, to),
    data.subarray(first.to, from),
    data.subarray(first.from, first.to),
    data.subarray(to),
  ])
}

/** Numbers at which readers go wrong, of one to eight bytes. */
const extremes = [
  0n,
  1n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0xffffn,
  0x1000000n,
  0x7fffffffn,
  0x80000000n,
  0xfffffff0n,
  0xffffffffn,
  0x100000000n,
  0x1fffffffffffffn,
  0x7fffffffffffffffn,
  0x8000000000000000n,
  0xffffffffffffffffn,
]

/** Sets what may be a length, big or little end first. */
const exaggerate: Mutation = (data, dice) => {
  const width = dice.pick([1, 2, 4, 8])
  const number = Buffer.alloc(8)
  number.writeBigUInt64LE(dice.roll(4) === 0 ? BigInt(data.byteLength) : dice.pick(extremes))
  const field = number.subarray(0, width)
  if (dice.roll(2) === 0) field.reverse()
  const changed = Buffer.from(data)
  field.copy(changed, dice.roll(data.byteLength))
  return changed
}

const spelled = ['-1', '0', '1e999', '99999999999999999999', '2147483648', 'null', '""', '[]', '{}']

/** Sets what may be a number or a name in a text. */
const respell: Mutation = (data, dice) => {
  const words = [...data.toString('latin1', 0, 1 << 16).matchAll(/\d+(\.\d+)?|"[^"]*"|\w+/g)]
  if (words.length === 0) return data
  const { 0: word, index } = dice.pick(words)
  const other = dice.roll(2) === 0 ? dice.pick(spelled) : dice.pick(words)[0]
  const after = data.subarray(index + word.length)
  return Buffer.concat([data.subarray(0, index), Buffer.from(other, 'latin1'), after])
}

/** Moves, repeats, drops and replaces the instructions of what may be a pickle. */
const reprogram: Mutation = (data, dice) => {
  const program = [...instructionsOf(data.subarray(0, 1 << 18))]
  for (let left = dice.length(6); left > 0 && program.length > 0; left--) {
    const at = dice.roll(program.length)
    const kept = dice.pick(program)
    const opcode = Buffer.concat([dice.bytes(1), kept.subarray(1)])
    const pieces = dice.pick([[], [kept], [kept, kept], [opcode], repeated(kept, dice)])
    program.splice(at, dice.roll(2), ...pieces)
  }
  return Buffer.concat(program)
}

const repeated = (piece: Buffer, dice: Dice): Buffer[] =>
  Array<Buffer>(Math.floor(dice.length(1 << 16) / piece.byteLength)).fill(piece)

const mutations: readonly Mutation[] = [
  flipBits,
  flipBits,
  overwrite,
  cutOff,
  insert,
  remove,
  swap,
  exaggerate,
  exaggerate,
  exaggerate,
  respell,
  respell,
  reprogram,
].map((mutation) => (data, dice) => (data.byteLength === 0 ? data : mutation(data, dice)))

/** A run of bytes somewhere in the data. */
function run(data: Buffer, dice: Dice): { from: number; to: number } {
  const from = dice.roll(data.byteLength + 1)
  return { from, to: Math.min(data.byteLength, from + dice.length(1 << 12)) }
}
