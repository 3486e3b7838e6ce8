/** Small arrays of the shapes and types that a graph takes. Pure. */
import type { ElementType, Tensor } from '../model/description.ts'

/** One input with its values. */
export interface FilledTensor {
  readonly tensor: Tensor
  /** The length of each axis. */
  readonly lengths: readonly number[]
  /** A nested list. */
  readonly values: unknown
}

/** All inputs of a request. */
export interface FilledTensors {
  readonly inputs: readonly FilledTensor[]
  /** How many rows there are, where the first axis of every input is free. */
  readonly rows?: number
  /** The lengths that were given to named axes. */
  readonly axes: ReadonlyMap<string, number>
}

type Axis = number | string | null

/** A graph of more axes than NumPy allows ("ndarray", NPY_MAXDIMS) has no answer that could be checked. */
const mostAxes = 64

/**
 * Fills every input: `rows` along the first axis where it is free, fewer when that would be more
 * than `mostElements`. Says why when it cannot.
 */
export function fillTensors(
  tensors: readonly Tensor[],
  rows: number,
  mostElements: number,
): FilledTensors | string {
  if (tensors.length === 0) return 'the file names no inputs'
  for (const { name, type, shape } of tensors) {
    if (shape === undefined) return `the file does not say the shape of the input '${name}'`
    if (type === 'complex64' || type === 'complex128')
      return `the input '${name}' takes complex numbers, which JSON has none of`
    if (shape.length > mostAxes) return `the input '${name}' has ${shape.length} axes`
  }
  const free = tensors.every(({ shape }) => shape !== undefined && isFree(shape[0]))
  for (const count of free ? [rows, 1] : [1]) {
    const axes = nameAxes(tensors, count)
    const shaped = tensors.map((tensor) => ({ tensor, lengths: lengthsOf(tensor, count, axes) }))
    if (shaped.reduce((sum, { lengths }) => sum + countOf(lengths), 0) > mostElements) continue
    return {
      inputs: shaped.map((input) => ({ ...input, values: fill(input.tensor, input.lengths) })),
      ...(free ? { rows: count } : {}),
      axes,
    }
  }
  return 'its inputs are too large to be written as JSON even for one row'
}

/** Whether any length will do for an axis; a scalar has no axis at all. */
const isFree = (axis: Axis | undefined): boolean => axis === null || typeof axis === 'string'

/** Axes that share a name share a length. Only the first axis of an input counts rows. */
function nameAxes(tensors: readonly Tensor[], rows: number): Map<string, number> {
  const axes = new Map<string, number>()
  for (const tensor of tensors) {
    const [first] = tensor.shape ?? []
    if (typeof first === 'string') axes.set(first, rows)
  }
  for (const tensor of tensors) {
    for (const axis of tensor.shape ?? [])
      if (typeof axis === 'string' && !axes.has(axis)) axes.set(axis, inside(tensor))
  }
  return axes
}

const lengthsOf = (
  tensor: Tensor,
  rows: number,
  axes: ReadonlyMap<string, number>,
): readonly number[] =>
  (tensor.shape ?? []).map((axis, index) => {
    if (typeof axis === 'number') return axis
    if (axis !== null) return axes.get(axis) ?? inside(tensor)
    return index === 0 ? rows : inside(tensor)
  })

/**
 * A free axis has length 1, but a picture of one pixel would not get through a convolution: AlexNet
 * takes 63, and what halves a picture again and again a power of two. Where the channels are free as
 * well, they are as many as there are pixels in a line.
 */
function inside({ type, shape = [] }: Tensor): number {
  const isPicture = shape.length === 4 && (type.includes('float') || type === 'uint8')
  if (!isPicture) return 1
  return shape.slice(1).every(isFree) ? 32 : 64
}

/** How many elements and lists a nested list is made of: [1000000, 0] has many of the latter. */
function countOf(lengths: readonly number[]): number {
  let product = 1
  let sum = 1
  for (const length of lengths) {
    product *= length
    sum += product
  }
  return sum
}

/** Zeros in the first row, ones in the next: a mixed-up axis shows. */
function fill(tensor: Tensor, lengths: readonly number[]): unknown {
  const [rows, ...rest] = lengths
  if (rows === undefined) return element(tensor, 0)
  return Array.from({ length: rows }, (_, row) => nest(rest, element(tensor, row % 2)))
}

function nest(lengths: readonly number[], value: unknown): unknown {
  const [length, ...rest] = lengths
  if (length === undefined) return value
  return Array.from({ length }, () => nest(rest, value))
}

function element({ name, type, values = [] }: Tensor, value: number): unknown {
  if (values.length > 0) return values[value % values.length]
  // A mask of zeros hides everything: what is left is a division by zero.
  return as(type, /mask/i.test(name) ? 1 : value)
}

function as(type: ElementType, value: number): unknown {
  if (type === 'bool') return value === 1
  return type === 'string' ? `text ${value}` : value
}
