/** Decides what containers keep, so that no pickle fills the memory. */
import { limits } from './limits.ts'
import { type Dict, forgotten, type Sequence, type Value } from './values.ts'

type Container = Sequence | Dict

/** About what an empty container takes, in bytes; a dict as much as three. */
const leastCost = 100

/** About what a value costs its container, in bytes. */
function cost(value: Value): number {
  if (typeof value === 'string') return 32 + 2 * value.length
  if (typeof value !== 'object' || value === null) return 16
  if (value.kind === 'dict') return 3 * leastCost
  return value.kind === 'bytes' || value.kind === 'array'
    ? 2 * leastCost + (value.data?.byteLength ?? 0)
    : leastCost
}

/**
 * Keeps everything until the budget is spent. From then on, of the containers that exist only dicts
 * grow, and not for long; new ones do, since the size of an array is told by a few of them, but they
 * are emptied in turns.
 */
export class Keeper {
  private left: number = limits.containers
  private leftForEntries: number = limits.lateEntries
  private late: Container[] = []
  private lateCost = 0

  private get isSpent(): boolean {
    return this.left < 0
  }

  /** Whether it is time for `forget`. */
  get isFull(): boolean {
    return this.lateCost > limits.lateContainers
  }

  sequence(kind: Sequence['kind'], values: readonly Value[]): Sequence {
    const made: Sequence = { kind, items: [], count: 0, isLate: this.isSpent }
    if (made.isLate) this.watch(made)
    this.extend(made, values)
    return made
  }

  dict(): Dict {
    const made: Dict = { kind: 'dict', entries: new Map(), count: 0, isLate: this.isSpent }
    if (made.isLate) this.watch(made)
    return made
  }

  extend(to: Sequence, values: readonly Value[]): void {
    // Once an item was left out, so are all that follow.
    const room = to.items.length < to.count ? 0 : limits.items - to.count
    to.count += values.length
    for (const value of room < values.length ? values.slice(0, room) : values) {
      if (!this.admits(to, value)) return
      to.items.push(value)
    }
  }

  set(to: Dict, key: Value, value: Value): void {
    const isNew = !to.entries.has(key)
    if (isNew) to.count++
    if (isNew && to.entries.size >= limits.entries) return
    if (this.admits(to, value, key)) to.entries.set(key, value)
    // What is overwritten must not be taken for what is there.
    else if (!isNew) to.entries.delete(key)
  }

  /** What an object may hold on to: a chain of objects within objects would grow without end. */
  chained(value: Value): Value {
    if (typeof value !== 'object' || value?.kind !== 'object') return value
    if (this.isSpent) return forgotten
    this.left -= leastCost
    return value
  }

  /** Empties late containers, but for those that the next opcodes may look at. */
  forget(needed: Iterable<Value>): void {
    const kept = within(needed)
    for (const container of this.late) {
      if (kept.has(container)) continue
      if (container.kind === 'dict') container.entries.clear()
      else container.items.length = 0
    }
    this.late = this.late.filter((container) => kept.has(container))
    this.lateCost = this.late.length * leastCost
  }

  private watch(container: Container): void {
    this.late.push(container)
    this.lateCost += leastCost
  }

  private admits(to: Container, value: Value, key: Value = null): boolean {
    const price = cost(value) + cost(key)
    if (this.left >= 0) {
      this.left -= price
      return true
    }
    if (to.isLate) {
      this.lateCost += price
      return true
    }
    if (to.kind === 'dict') this.leftForEntries -= price
    return to.kind === 'dict' && this.leftForEntries >= 0
  }
}

/** Everything within the given values, as far as a few thousand of them go. */
function within(values: Iterable<Value>): ReadonlySet<Value> {
  const found = new Set<Value>()
  const todo = [...values]
  for (let value = todo.pop(); value !== undefined; value = todo.pop()) {
    if (typeof value !== 'object' || value === null || found.has(value)) continue
    found.add(value)
    if (found.size > 10_000) break
    if (value.kind === 'object') {
      todo.push(value.args, value.state ?? null, value.keywords ?? null)
      todo.push(value.items ?? null, value.entries ?? null)
    } else if (value.kind === 'dict') todo.push(...value.entries.values())
    else if ('items' in value && value.kind !== 'array') todo.push(...value.items)
  }
  return found
}
