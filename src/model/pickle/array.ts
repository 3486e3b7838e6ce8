/** Reads an array where joblib put it: right behind the opcode that builds its wrapper. */
import type { Cursor } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { placementOf } from './joblib.ts'
import { limits } from './limits.ts'
import type { Machine } from './machine.ts'
import type { Instance, Value } from './values.ts'

/**
 * Leaves the cursor behind the array's bytes. `walkInner` walks the pickle that an array of Python
 * objects consists of. Throws Unreadable where the array cannot be told from the opcodes behind it.
 */
export async function readArray(
  machine: Machine,
  wrapper: Instance,
  cursor: Cursor,
  walkInner: () => Promise<Value>,
): Promise<Value> {
  const placement = placementOf(wrapper)
  // joblib ends a frame before it writes an array: else Python, which reads a frame as a whole,
  // would take other bytes for the array than stand here.
  if (placement === undefined || (placement.kind !== 'file' && machine.frameEnd > cursor.offset)) {
    const why = 'hides where its bytes end and the next instructions begin'
    machine.imports.odd('joblib.numpy_pickle.NumpyArrayWrapper', why, cursor.offset)
    throw new Unreadable(`holds an array that ${why}`, cursor.offset)
  }
  switch (placement.kind) {
    case 'file': {
      const { file } = placement
      machine.imports.odd(
        file,
        'is another file, from which joblib loads an array: it may hold a pickle of its own',
        cursor.offset,
      )
      return { kind: 'array', dtype: null, shape: [], fortran: false, file }
    }
    case 'pickle':
      return walkInner()
    case 'bytes': {
      if (placement.padded) await skipPadding(cursor)
      const { array, size } = placement
      if (size <= limits.piece)
        return { ...array, data: new Uint8Array(await cursor.read(size, 'an array')) }
      await cursor.skip(size, 'an array')
      return array
    }
  }
}

/** A byte that counts the bytes behind it, up to where the array is aligned. */
async function skipPadding(cursor: Cursor): Promise<void> {
  const count = (await cursor.read(1, 'an array'))[0] ?? 0
  await cursor.skip(count, 'an array')
}
