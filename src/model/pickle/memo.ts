/** The memo of the unpickler: what PUT stores and GET fetches, within limits. */
import { limits } from './limits.ts'
import { forgotten, type Value } from './values.ts'

/**
 * Counts like Python's dict, of which MEMOIZE takes the length for the next key, but keeps the
 * values of the first keys only. Of later ones it keeps what the rest of a pickle depends on:
 * imported names, the texts that named them, and the dtypes that say how long an array is.
 */
export class Memo {
  private readonly values: (Value | undefined)[] = []
  private readonly late = new Map<number, Value>()
  /** Keys written out of turn, from `next` on. */
  private readonly scattered = new Set<number>()
  /** All keys from the limit up to here were written. */
  private next: number = limits.memo
  private written = 0
  private textLeft: number = limits.memoText
  /** The last texts that were not kept, and their keys: they may be about to name something. */
  private readonly recentTexts = ['', '', '', '']
  private readonly recentKeys = [0, 0, 0, 0]
  private recent = 0

  /** How many keys there are. */
  get size(): number {
    return this.written
  }

  /** What is stored beyond the first keys. */
  get lateValues(): Iterable<Value> {
    return this.late.values()
  }

  /** Stores a value; false when keys are scattered more widely than can be counted. */
  put(key: number, value: Value): boolean {
    if (this.late.size > 0) this.late.delete(key)
    if (key < limits.memo) {
      if (this.values[key] === undefined) this.written++
      this.values[key] = this.affordable(value) ? value : this.keepLate(key, value)
      return true
    }
    if (!this.count(key)) return false
    this.keepLate(key, value)
    return true
  }

  /** What is stored under the key; undefined when nothing ever was. */
  get(key: number): Value | undefined {
    if (key < limits.memo) return this.late.get(key) ?? this.values[key]
    const isWritten = key < this.next || this.scattered.has(key)
    return isWritten ? (this.late.get(key) ?? forgotten) : undefined
  }

  /** Says that a text named something: picklers store a module's name once and fetch it again. */
  named(text: string): void {
    const at = this.recentTexts.indexOf(text)
    const key = this.recentKeys[at]
    if (key !== undefined && this.late.size < limits.lateMemo) this.late.set(key, text)
  }

  private affordable(value: Value): boolean {
    const size = typeof value === 'string' ? value.length : heldBytes(value)
    if (size > this.textLeft) return false
    this.textLeft -= size
    return true
  }

  private keepLate(key: number, value: Value): Value {
    if (matters(value) && this.late.size < limits.lateMemo) this.late.set(key, value)
    if (typeof value === 'string' && value.length < 1_000) {
      this.recent = (this.recent + 1) % this.recentTexts.length
      this.recentTexts[this.recent] = value
      this.recentKeys[this.recent] = key
    }
    return forgotten
  }

  private count(key: number): boolean {
    if (key < this.next || this.scattered.has(key)) return true
    this.written++
    if (key > this.next) {
      this.scattered.add(key)
      return this.scattered.size <= limits.lateMemo
    }
    this.next++
    while (this.scattered.delete(this.next)) this.next++
    return true
  }
}

const heldBytes = (value: Value): number =>
  typeof value === 'object' && value?.kind === 'bytes' ? (value.data?.byteLength ?? 0) : 0

function matters(value: Value): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (value.kind === 'global') return true
  return (
    value.kind === 'object' &&
    typeof value.of === 'object' &&
    value.of?.kind === 'global' &&
    value.of.name === 'dtype'
  )
}
