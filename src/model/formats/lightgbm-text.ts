/** LightGBM's text: a header, the trees, which are passed over, and what stands behind them. */
import type { Cursor } from '../bytes.ts'
import type { Label } from '../description.ts'
import { Unreadable } from '../unreadable.ts'

/** What is kept of the text. */
export interface LightgbmText {
  /** The header's lines: `num_class=3` and so on. */
  readonly header: ReadonlyMap<string, string>
  readonly trees: number
  /** Which columns are categories, by their number from 0. */
  readonly categorical: readonly number[]
  /** What pandas called the categories, for each column that had a pandas type of categories. */
  readonly categories: readonly (readonly Label[])[]
}

/** Whether a file begins as this text does; dart, rf and goss all call themselves `tree`. */
export const isLightgbmText = (head: Uint8Array): boolean =>
  /^tree\r?\nversion=v\d+\r?\n/.test(Buffer.from(head.subarray(0, 32)).toString('latin1'))

/** Reads the text. Throws Unreadable. */
export async function readLightgbmText(
  cursor: Cursor,
  signal?: AbortSignal,
): Promise<LightgbmText> {
  const header = await readHeader(cursor)
  const sizes = header.get('tree_sizes')
  if (sizes === undefined)
    throw new Unreadable("is a LightGBM model without its 'tree_sizes': before 2.1 it had none")
  const trees = wordsOf(sizes).map(Number)
  const bytes = trees.reduce((sum, size) => sum + size, 0)
  if (!Number.isSafeInteger(bytes) || bytes < 0)
    throw new Unreadable("has 'tree_sizes' that are no sizes", cursor.offset)
  await cursor.skip(bytes, 'its trees')
  const end = cursor.offset
  if ((await readLine(cursor)) !== 'end of trees') throw otherEndings(end)
  return { header, trees: trees.length, ...(await readRest(cursor, signal)) }
}

async function readHeader(cursor: Cursor): Promise<ReadonlyMap<string, string>> {
  const header = new Map<string, string>()
  // The first line is the kind of model, the last an empty one.
  await readLine(cursor)
  for (;;) {
    const line = await readLine(cursor)
    if (line === undefined) throw new Unreadable('ends in the middle of its header', cursor.offset)
    if (line === '') return header
    if (line.endsWith('\r')) throw otherEndings(cursor.offset)
    if (header.size === mostHeaderLines || cursor.offset > largestHeader)
      throw new Unreadable('has a header that is too long', cursor.offset)
    const equals = line.indexOf('=')
    if (equals >= 0) header.set(line.slice(0, equals), line.slice(equals + 1))
  }
}

const otherEndings = (offset: number) =>
  new Unreadable(
    "has trees of other sizes than 'tree_sizes' says: were line endings changed?",
    offset,
  )

/** There are a dozen. */
const mostHeaderLines = 100
/** A million names of features and their ranges fit. */
const largestHeader = 48 << 20

/** More than there can be features or trees. */
const mostWords = 1 << 20

/** The values of a line, with spaces between them. Throws Unreadable. */
export function wordsOf(line: string): readonly string[] {
  let spaces = 0
  for (let at = line.indexOf(' '); at >= 0; at = line.indexOf(' ', at + 1)) spaces++
  if (spaces > mostWords) throw new Unreadable(`has a line of ${spaces} values`)
  return line.split(' ').filter((word) => word !== '')
}

async function readRest(
  cursor: Cursor,
  signal: AbortSignal | undefined,
): Promise<Pick<LightgbmText, 'categorical' | 'categories'>> {
  let categorical: readonly number[] = []
  let categories: readonly (readonly Label[])[] = []
  // The block that must still come to its end: importances always follow, parameters mostly.
  let block: string | undefined = 'feature importances'
  for (let line = await readLine(cursor); line !== undefined; line = await readLine(cursor)) {
    signal?.throwIfAborted()
    if (line === 'parameters:') block = 'parameters'
    if (line === 'feature_importances:' || line === 'end of parameters') block = undefined
    const listed = /^\[categorical_feature: ([\d,]+)\]$/.exec(line)?.[1]
    if (listed !== undefined) categorical = listed.split(',').map(Number)
    if (line.startsWith(named))
      categories = parseCategories(line.slice(named.length), cursor.offset)
  }
  if (block) throw new Unreadable(`ends before its ${block}`, cursor.offset)
  return { categorical: categorical.toSorted((a, b) => a - b), categories }
}

/** What the Python package writes after LightGBM's own text. */
const named = 'pandas_categorical:'

/** `[["Oslo", "Rom"], [1, 2]]`, or `null` for a model that was not trained with pandas. */
function parseCategories(json: string, offset: number): readonly (readonly Label[])[] {
  const lists = parse(json)
  if (lists === null) return []
  if (!Array.isArray(lists) || !lists.every(isLabels))
    throw new Unreadable("has a 'pandas_categorical' that is no list of lists of values", offset)
  return lists
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

const isLabels = (list: unknown): list is readonly Label[] =>
  Array.isArray(list) &&
  list.every((label) => ['string', 'number', 'boolean'].includes(typeof label))

/** A million names of features fit. */
const longestLine = 24 << 20

/** The next line without its end, which only this format's own line feed is; undefined at the end. */
async function readLine(cursor: Cursor): Promise<string | undefined> {
  for (let wanted = 1, looked = 0; ; wanted = looked + 1) {
    const there = await cursor.ready(wanted)
    let end = looked
    while (end < there && cursor.peek(end) !== newline) end++
    if (end < there) {
      const line = cursor.take(end).toString('utf8')
      cursor.take(1)
      return line
    }
    if (there < wanted) return there === 0 ? undefined : cursor.take(there).toString('utf8')
    if (there > longestLine) throw new Unreadable('has a line that is too long', cursor.offset)
    looked = there
  }
}

const newline = 0x0a
