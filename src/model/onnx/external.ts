/**
 * Weights that lie in files beside the graph ("ONNX external data"). ONNX Runtime reads whatever is
 * named there, so a graph that names a file elsewhere is not trusted.
 */
import type { ContentFile } from '../content.ts'
import type { Finding } from '../description.ts'
import type { FieldValue } from '../encodings/protobuf.ts'
import { Unreadable } from '../unreadable.ts'
import { bitsOf } from './types.ts'

/** A graph's file, and those beside it. */
export interface Surroundings {
  /** Relative to the content's root. */
  readonly path: string
  readonly siblings: ReadonlyMap<string, ContentFile>
}

/** `TensorProto.DataLocation.EXTERNAL` */
const external = 1

/** An array whose values may be elsewhere. */
interface Weights {
  name: string
  dims: number[]
  dataType: number
  location: number
  readonly entries: Map<string, string>
}

/** Reads what a `TensorProto` says of itself, but not its values. */
export async function readWeights(value: FieldValue): Promise<Readonly<Weights>> {
  const weights: Weights = { name: '', dims: [], dataType: 0, location: 0, entries: new Map() }
  await value.message({
    1: async (dims) => {
      weights.dims = [...weights.dims, ...(await dims.numbers())].slice(0, mostAxes)
    },
    2: (type) => {
      weights.dataType = type.number()
    },
    8: async (name) => {
      weights.name = await name.text()
    },
    13: async (entry) => {
      let key = ''
      let text = ''
      await entry.message({
        1: async (name) => {
          key = await name.text()
        },
        2: async (content) => {
          text = await content.text()
        },
      })
      if (known.has(key)) weights.entries.set(key, text)
    },
    14: (location) => {
      weights.location = location.number()
    },
  })
  return weights
}

const mostAxes = 256
/** What decides where the values are; a checksum is nobody's business here. */
const known = new Set(['location', 'offset', 'length'])

/**
 * Checks that the values of an array are where it says; undefined when they are. A finding when they would be
 * read from outside of the model's folder; throws Unreadable when they are missing.
 */
export function checkExternal(
  weights: Readonly<Weights>,
  around: Surroundings,
  offset: number,
): Finding | undefined {
  if (weights.location !== external) return undefined
  const location = weights.entries.get('location') ?? ''
  const why = outside(location)
  if (why)
    return {
      verdict: 'dangerous',
      what: `external data '${location}'`,
      why,
      file: around.path,
      offset,
    }
  const folder = around.path.slice(0, around.path.lastIndexOf('/') + 1)
  const parts = location.split('/').filter((part) => part !== '' && part !== '.')
  const file = around.siblings.get(folder + parts.join('/'))
  if (!file)
    throw new Unreadable(
      `keeps weights in '${location}', which is not beside it: both belong into one folder`,
    )
  const start = wholeNumber(weights, 'offset', offset) ?? 0
  const needed = Math.max(wholeNumber(weights, 'length', offset) ?? 0, bytesOf(weights))
  if (start + needed > file.bytes)
    throw new Unreadable(
      `keeps '${weights.name}' in '${location}' up to byte ${start + needed}, but that has ${file.bytes} bytes`,
    )
  return undefined
}

/** Why a location is none beside the model; undefined for one that is. */
function outside(location: string): string | undefined {
  // onnxruntime, core/framework/tensorprotoutils.h: the mark of weights that were loaded already.
  if (location.includes('_ORT_MEM_ADDR_')) return 'reads the memory of the server'
  const escapes =
    /^([/\\~]|[A-Za-z]:)/.test(location) || location.split(/[/\\]/).some((part) => part === '..')
  return escapes ? "reads a file outside of the model's folder" : undefined
}

function wholeNumber(weights: Readonly<Weights>, key: string, at: number): number | undefined {
  const text = weights.entries.get(key)
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text))
    throw new Unreadable(`says '${text}' for the ${key} of external data`, at)
  return Number(text)
}

const bytesOf = ({ dims, dataType }: Readonly<Weights>): number =>
  Math.ceil((dims.reduce((product, length) => product * length, 1) * bitsOf(dataType)) / 8)
