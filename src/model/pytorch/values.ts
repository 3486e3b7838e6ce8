/** PyTorch's things in a pickle: tensors, modules, dicts of any kind. */
import type { ElementType } from '../description.ts'
import type { Dict, Global, Instance, Value } from '../pickle/values.ts'

/** A tensor as its pickle describes it; its numbers stand elsewhere. */
export interface StoredTensor {
  readonly type: ElementType | undefined
  readonly shape: readonly number[]
}

/** torch/storage.py and torch/_utils.py name a dtype by the storage that held it. */
const storages: ReadonlyMap<string, ElementType> = new Map([
  ['BoolStorage', 'bool'],
  ['CharStorage', 'int8'],
  ['ByteStorage', 'uint8'],
  ['ShortStorage', 'int16'],
  ['IntStorage', 'int32'],
  ['LongStorage', 'int64'],
  ['HalfStorage', 'float16'],
  ['BFloat16Storage', 'bfloat16'],
  ['FloatStorage', 'float32'],
  ['DoubleStorage', 'float64'],
  ['ComplexFloatStorage', 'complex64'],
  ['ComplexDoubleStorage', 'complex128'],
])

/**
 * The tensor that a call would rebuild; undefined for anything else. In torch/_utils.py:
 * `_rebuild_tensor_v2(storage, storage_offset, size, …)`, `_rebuild_parameter(data, …)`.
 */
export function tensorOf(value: Value | undefined, depth = 0): StoredTensor | undefined {
  const object = instanceOf(value)
  const name = object && globalOf(object.of)?.name
  if (!object || name === undefined || depth > 3) return undefined
  const args = itemsOf(object.args)
  if (name.startsWith('_rebuild_parameter')) return tensorOf(args[0], depth + 1)
  if (!name.startsWith('_rebuild_tensor')) return undefined
  const shape = itemsOf(args[2]).map(Number)
  if (!shape.every((axis) => Number.isSafeInteger(axis) && axis >= 0)) return undefined
  return { type: storageType(args[0]), shape }
}

/** ('storage', torch.FloatStorage, key, device, count) */
function storageType(storage: Value | undefined): ElementType | undefined {
  if (!isStructure(storage) || storage.kind !== 'persistent') return undefined
  const type = itemsOf(storage.id)[1]
  return storages.get(globalOf(type)?.name ?? '')
}

/** What is imported by name, where it is; old versions of PyTorch kept a class's source beside it. */
export function globalOf(value: Value | undefined): Global | undefined {
  if (!isStructure(value)) return undefined
  if (value.kind === 'global') return value
  // ('module', class, source file, source): torch/serialization.py, `_legacy_save`.
  if (value.kind !== 'persistent') return undefined
  const [what, type] = itemsOf(value.id)
  return what === 'module' && isStructure(type) && type.kind === 'global' ? type : undefined
}

/** The value as what a call would return. */
export const instanceOf = (value: Value | undefined): Instance | undefined =>
  isStructure(value) && value.kind === 'object' ? value : undefined

/** The items of a tuple or list, as far as they are kept. */
export const itemsOf = (value: Value | undefined): readonly Value[] =>
  isStructure(value) && (value.kind === 'tuple' || value.kind === 'list') ? value.items : []

/** A dict, or an object that is a kind of one: an OrderedDict. */
export function dictOf(value: Value | undefined): Dict | undefined {
  if (!isStructure(value)) return undefined
  if (value.kind === 'dict') return value
  return value.kind === 'object' ? value.entries : undefined
}

/** An attribute of an object, or an entry of a dict. */
export function memberOf(value: Value | undefined, name: string): Value | undefined {
  const object = instanceOf(value)
  return dictOf(object?.state ?? value)?.entries.get(name)
}

const isStructure = (value: Value | undefined): value is Exclude<Value, Scalar> =>
  typeof value === 'object' && value !== null

type Scalar = null | boolean | number | bigint | string
