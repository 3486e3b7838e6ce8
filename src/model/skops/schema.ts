/**
 * The schema of a skops file, as values: a tree of nodes, each with the class of what it stands for
 * and the loader that builds it. Source: skops 0.16, skops/io/_general.py, _numpy.py, _sklearn.py.
 */
import { at, type Kept, listAt, textAt } from '../encodings/kept.ts'
import { forgotten, type Value } from '../pickle/values.ts'
import {
  dictValue,
  globalValue,
  objectArrayValue,
  objectValue,
  readPlain,
  scalarValue,
  sequenceValue,
} from './values.ts'

/** What a node stands for. `entries` are the values that lie beside the schema, by their names. */
export function toValue(node: Kept | undefined, entries: ReadonlyMap<string, Value>): Value {
  const build = builders.get(textAt(node, '__loader__') ?? '')
  return node === undefined || build === undefined ? forgotten : build(node, entries)
}

type Builder = (node: Kept, entries: ReadonlyMap<string, Value>) => Value

const classOf = (node: Kept) =>
  globalValue(textAt(node, '__module__') ?? '', textAt(node, '__class__') ?? '')

const listOf = (node: Kept, entries: ReadonlyMap<string, Value>): Value[] =>
  listAt(node, 'content').map((item) => toValue(item, entries))

const fileOf: Builder = (node, entries) => entries.get(textAt(node, 'file') ?? '') ?? forgotten

const stateful: Builder = (node, entries) =>
  objectValue(classOf(node), [], toValue(at(node, 'content'), entries))

const reduced: Builder = (node, entries) =>
  objectValue(
    classOf(node),
    [toValue(at(node, '__reduce__', 'args'), entries)],
    toValue(at(node, 'content'), entries),
  )

/** By their loaders. What has none here is not looked into, but its names are judged all the same. */
const builders: ReadonlyMap<string, Builder> = new Map<string, Builder>(
  Object.entries({
    JsonNode: (node, entries) => {
      const text = textAt(node, 'content') ?? ''
      const value = readPlain(text)
      return (typeof value === 'string' && entries.get(textKey(value))) || value
    },
    DictNode: (node, entries) => {
      const content = at(node, 'content')
      const members = content instanceof Map ? [...content] : []
      return dictValue(new Map(members.map(([key, member]) => [key, toValue(member, entries)])))
    },
    DefaultDictNode: (node, entries) => toValue(at(node, 'content', 'main'), entries),
    ListNode: (node, entries) => sequenceValue('list', listOf(node, entries)),
    TupleNode: (node, entries) => sequenceValue('tuple', listOf(node, entries)),
    SetNode: (node, entries) => sequenceValue('set', listOf(node, entries)),
    ObjectNode: stateful,
    TreeNode: reduced,
    LossNode: reduced,
    ConstructorFromReduceNode: (node, entries) =>
      objectValue(classOf(node), [toValue(at(node, 'content'), entries)]),
    TypeNode: classOf,
    FunctionNode: classOf,
    BytesNode: fileOf,
    BytearrayNode: fileOf,
    NdArrayNode: (node, entries) => {
      if (textAt(node, 'type') !== 'json') {
        const array = fileOf(node, entries)
        const isScalar = textAt(node, '__class__') !== 'ndarray'
        return isScalar && typeof array === 'object' && array?.kind === 'array'
          ? scalarValue(array)
          : array
      }
      const shape = toValue(at(node, 'shape'), entries)
      const lengths = typeof shape === 'object' && shape?.kind === 'tuple' ? shape.items : []
      return objectArrayValue(
        lengths.filter((length) => typeof length === 'number'),
        nested(listAt(node, 'content'), entries, lengths.length),
      )
    },
  } satisfies Record<string, Builder>),
)

/** An array of objects with several axes is a list of lists. */
function nested(
  nodes: readonly Kept[],
  entries: ReadonlyMap<string, Value>,
  axes: number,
): Value[] {
  return nodes.flatMap((node) =>
    axes > 1 && textAt(node, '__loader__') === 'ListNode'
      ? nested(listAt(node, 'content'), entries, axes - 1)
      : [toValue(node, entries)],
  )
}

/** Texts long enough to be a booster, in characters. */
const longText = 1000

/** The long texts in a schema: LightGBM keeps its boosters so. */
export function longTextsIn(kept: Kept): readonly string[] {
  if (Array.isArray(kept)) return kept.flatMap(longTextsIn)
  if (!(kept instanceof Map)) return []
  const text = textAt(kept, '__loader__') === 'JsonNode' ? textAt(kept, 'content') : undefined
  if (text === undefined) return [...kept.values()].flatMap(longTextsIn)
  const value = text.length > longText ? readPlain(text) : undefined
  return typeof value === 'string' ? [value] : []
}

/** The name under which the value of a long text is found: no entry has a name like it. */
export const textKey = (text: string): string => `\0${text}`
