/** Decides what containers keep, so that no pickle fills the memory. */
import { limits } from './limits.ts'
import type { Dict, Sequence, Value } from './values.ts'

type Container = Sequence | Dict

/** About what a value costs its container, in bytes. */
function cost(value: Value): number {
  if (typeof value === 'string') return 32 + 2 * value.length
  if (typeof value !== 'object' || value === null) return 32
  return value.kind === 'bytes' || value.kind === 'array' ? 64 + (value.data?.byteLength ?? 0) : 32
}

/**
 * Keeps everything until the budget is spent. From then on, the containers that exist grow no more;
 * new ones do, since the size of an array is told by a few of them, but they are emptied in turns.
 */
export class Keeper {
  private left: number = limits.containers
  private readonly late = new Set<Container>()
  private lateCost = 0

  /** Whether the budget is spent. */
  get isSpent(): boolean {
    return this.left < 0
  }

  /** Whether it is time for `forget`. */
  get isFull(): boolean {
    return this.lateCost > limits.lateContainers
  }

  /** Takes note of a new container. */
  made<T extends Container>(container: T): T {
    if (this.left < 0) {
      this.late.add(container)
      this.lateCost += 64
    }
    return container
  }

  add(to: Sequence, value: Value): void {
    const at = to.count++
    if (to.items.length === at && at < limits.items && this.admits(to, value)) to.items.push(value)
  }

  set(to: Dict, key: Value, value: Value): void {
    const isNew = !to.entries.has(key)
    if (isNew) to.count++
    if (isNew && to.entries.size >= limits.entries) return
    if (this.admits(to, value, key)) to.entries.set(key, value)
    // What is overwritten must not be taken for what is there.
    else if (!isNew) to.entries.delete(key)
  }

  /** Empties late containers, but for those that the next opcodes may look at. */
  forget(needed: Iterable<Value>): void {
    const kept = within(needed)
    for (const container of this.late) {
      if (kept.has(container)) continue
      if (container.kind === 'dict') container.entries.clear()
      else container.items.length = 0
      this.late.delete(container)
    }
    this.lateCost = this.late.size * 64
  }

  private admits(to: Container, value: Value, key: Value = null): boolean {
    const price = cost(value) + cost(key)
    if (this.left >= 0) {
      this.left -= price
      return true
    }
    if (!this.late.has(to)) return false
    this.lateCost += price
    return true
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
