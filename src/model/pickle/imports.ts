/** The list of everything that loading a pickle would import, and of what is odd about it. */
import { limits } from './limits.ts'
import { modernName } from './python2.ts'
import { type Global, itemsOf, type Value } from './values.ts'
import type { GlobalUse, Oddity, Walk } from './walk.ts'

interface Use {
  readonly global: Global
  readonly offset: number
  called: boolean
  given: boolean
}

export class Imports {
  private readonly uses = new Map<string, Use>()
  private readonly oddThings = new Map<string, Oddity>()
  /** Whether `getattr` may get what is not in the list. */
  private getsMore = false

  /** Takes note of an import; undefined when there are too many. */
  use(module: string, name: string, protocol: number, offset: number): Global | undefined {
    const [modern, called] = protocol < 3 ? modernName(module, name) : [module, name]
    const key = `${modern}\n${called}`
    const known = this.uses.get(key)
    if (known) return known.global
    if (this.uses.size >= limits.globals) return undefined
    const global: Global = { kind: 'global', module: modern, name: called }
    this.uses.set(key, { global, offset, called: false, given: false })
    return global
  }

  /** Takes note of a call, and of the class that `copyreg` builds when it is told to. */
  called(of: Value, args: Value, offset: number): void {
    if (typeof of !== 'object' || of === null) return
    if (of.kind === 'forgotten')
      this.odd('?', 'is called, but lies too far back to say what it was', offset)
    if (of.kind !== 'global') return
    const use = this.uses.get(`${of.module}\n${of.name}`)
    if (use) use.called = true
    const isTuple = typeof args === 'object' && args?.kind === 'tuple'
    const first = isTuple ? args.items[0] : undefined
    if (of.module === 'copyreg' && builders.has(of.name) && first !== undefined)
      this.called(first, null, offset)
  }

  /** Takes note of a call that gives arguments to a function, or to what a class does with them. */
  given({ module, name }: Global): void {
    const use = this.uses.get(`${module}\n${name}`)
    if (use) use.given = true
  }

  /**
   * `getattr(Class, 'method')` is how Python pickles a method of a class (methodobject.c,
   * `meth_reduce`): an import of that, and of nothing else. Told by `hidden` when it is used otherwise.
   */
  attribute(of: Value, args: Value, protocol: number, offset: number): void {
    if (!isGetattr(of)) return
    const [from, name, ...more] = itemsOf(args) ?? []
    const isClass = typeof from === 'object' && from?.kind === 'global'
    if (isClass && typeof name === 'string' && more.length === 0)
      this.use(from.module, `${from.name}.${name}`, Math.max(protocol, 3), offset)
    else this.hidden(of)
  }

  /** Takes note that `getattr` is not called as Python's own pickles do, if it is that. */
  hidden(value: Value): void {
    if (isGetattr(value)) this.getsMore = true
  }

  odd(what: string, why: string, offset: number): void {
    const key = `${what}\n${why}`
    if (!this.oddThings.has(key) && this.oddThings.size < limits.oddities)
      this.oddThings.set(key, { what, why, offset })
  }

  /** Takes over what another stream inside of this one imports. */
  include({ globals, oddities }: Pick<Walk, 'globals' | 'oddities'>): void {
    for (const use of globals) {
      const { module, name, offset, called, given = false, listed = false } = use
      if (!listed) this.hidden({ kind: 'global', module, name })
      const key = `${module}\n${name}`
      const known = this.uses.get(key)
      if (known) {
        known.called ||= called
        known.given ||= given
      } else this.uses.set(key, { global: { kind: 'global', module, name }, offset, called, given })
    }
    for (const { what, why, offset } of oddities) this.odd(what, why, offset)
  }

  get globals(): readonly GlobalUse[] {
    return [...this.uses.values()].map(({ global, offset, called, given }) => ({
      module: global.module,
      name: global.name,
      offset,
      called,
      ...(given && { given }),
      ...(isGetattr(global) && called && !this.getsMore && { listed: true }),
    }))
  }

  get oddities(): readonly Oddity[] {
    return [...this.oddThings.values()]
  }
}

const isGetattr = (value: Value): boolean =>
  typeof value === 'object' &&
  value?.kind === 'global' &&
  value.module === 'builtins' &&
  value.name === 'getattr'

const builders: ReadonlySet<string> = new Set(['_reconstructor', '__newobj__', '__newobj_ex__'])
