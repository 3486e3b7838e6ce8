/** NumPy's own files, one array each. Source: "numpy.lib.format", NPY format 1.0 to 3.0. */
import type { Cursor } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'

/** What stands before an array's bytes. */
export interface NpyHeader {
  /** The element type as NumPy writes it, `<f8`; absent for a structured one. */
  readonly type?: string
  readonly shape: readonly number[]
  /** Whether the first index varies fastest. */
  readonly fortran: boolean
}

const magic = Buffer.from('\x93NUMPY', 'latin1')
/** NumPy itself refuses a longer header of an untrusted file (max_header_size). */
const longestHeader = 10_000

/** Reads the header and leaves the cursor at the array's first byte. Throws Unreadable. */
export async function readNpyHeader(cursor: Cursor): Promise<NpyHeader> {
  const what = 'the header of an array'
  const { offset } = cursor
  const start = await cursor.read(8, what)
  const version = start.readUInt8(6)
  if (!start.subarray(0, 6).equals(magic) || version < 1 || version > 3)
    throw new Unreadable('holds an array that does not begin as NumPy begins it', offset)
  // Version 2 only came for longer headers, version 3 for other characters in them.
  const length =
    version === 1
      ? (await cursor.read(2, what)).readUInt16LE()
      : (await cursor.read(4, what)).readUInt32LE()
  if (length > longestHeader)
    throw new Unreadable(`holds an array with a header of ${length} bytes`, offset)
  const text = (await cursor.read(length, what)).toString(version === 3 ? 'utf8' : 'latin1')
  const shape = /'shape':\s*\(([\d, ]*)\)/.exec(text)?.[1]
  const fortran = /'fortran_order':\s*(True|False)/.exec(text)?.[1]
  if (shape === undefined || fortran === undefined)
    throw new Unreadable('holds an array whose header does not say what it is', offset)
  const type = /'descr':\s*'([<>|=]?[a-zA-Z]\d{0,9})'/.exec(text)?.[1]
  return {
    ...(type !== undefined && { type }),
    shape: shape.split(',').flatMap((length) => (length.trim() === '' ? [] : [Number(length)])),
    fortran: fortran === 'True',
  }
}
