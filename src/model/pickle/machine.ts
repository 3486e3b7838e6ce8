/**
 * The unpickler's stack, memo and calls, with nothing behind them: importing takes a note, calling
 * makes a value that says what would be called. What happens when is CPython's: Lib/pickle.py, and
 * Modules/_pickle.c where that goes on although the former fails.
 */
import { Unreadable } from '../unreadable.ts'
import { pythonsOf } from './bytecode.ts'
import { alarmingName } from './code.ts'
import { dangerOfDistribution, derivesDistribution } from './distribution.ts'
import { Imports } from './imports.ts'
import { hidesWrapper, isWrapper, posesAsWrapper, Wrappers } from './joblib.ts'
import { Keeper } from './keeper.ts'
import { limits } from './limits.ts'
import { Memo } from './memo.ts'
import { Operands } from './operands.ts'
import {
  forgotten,
  type Global,
  type Instance,
  itemsOf,
  type Sequence,
  type Structure,
  type Value,
} from './values.ts'

/** What an opcode leaves to the walk, since it may have to wait for more of the file. */
export type Pending =
  | { readonly kind: 'bytes' | 'text' | 'integer'; readonly size: number }
  | { readonly kind: 'line'; readonly holds: 'text' | 'other' }
  /** Joblib reads an array where a wrapper was just built. */
  | { readonly kind: 'array'; readonly wrapper: Instance }

/** What the program that loads the pickle, or that reads it here, does with some values. */
export interface Loader {
  /** Whether somebody is going to read what begins like this. */
  readonly recognises: (head: Buffer) => boolean
  /** Whether joblib loads it. */
  readonly joblib: boolean
}

export class Machine {
  readonly input = new Operands()
  readonly imports = new Imports()
  readonly memo = new Memo()
  readonly keeper = new Keeper()
  /** Set by an opcode that must wait. */
  pending: Pending | undefined
  /** Set by STOP. */
  root: Value | undefined
  /** The Pythons that can run the functions that were saved by value, if any were. */
  pythons: readonly string[] | undefined
  /** The highest protocol that was named. */
  protocol = 0
  /** The one that is in force: a second PROTO changes what names mean. */
  dialect = 0
  /** Where the frame ends that Python has read in one go. */
  frameEnd = 0
  /** Where the opcode stands that is being followed. */
  offset = 0
  private stack: Value[] = []
  /** How much of the stack is in use; what is above only saves growing it again. */
  private depth = 0
  private readonly marks: number[] = []
  private readonly loader: Loader
  private readonly wrappers = new Wrappers()
  /** As it was imported, if it was. */
  private getattr: Global | undefined

  constructor(loader: Loader) {
    this.loader = loader
  }

  /** Ends the walk: here loading fails. */
  fail(message: string): never {
    throw new Unreadable(message, this.offset)
  }

  push(value: Value): void {
    if (this.depth >= limits.stack) this.fail('stacks up more values than are followed')
    this.stack[this.depth++] = value
  }

  pop(): Value {
    const value = this.top()
    this.depth--
    return value
  }

  top(): Value {
    const value = this.depth > this.floor ? this.stack[this.depth - 1] : undefined
    return value === undefined ? this.fail('needs a value of an empty stack') : value
  }

  mark(): void {
    if (this.marks.length >= limits.stack) this.fail('stacks up more marks than are followed')
    this.marks.push(this.depth)
  }

  /** Takes everything above the last mark. */
  popMark(): Value[] {
    const mark = this.marks.pop()
    return mark === undefined ? this.fail('looks for a mark that is not there') : this.cut(mark)
  }

  /** POP takes a value or, above a mark, the mark. */
  popAny(): void {
    if (this.marks.length > 0 && this.marks.at(-1) === this.depth) this.marks.pop()
    else this.pop()
  }

  /** The last values, the deepest first. */
  popSome(count: number): Value[] {
    if (this.depth - count < this.floor) this.fail('needs a value of an empty stack')
    return this.cut(this.depth - count)
  }

  store(key: number | undefined): void {
    if (key === undefined || !Number.isSafeInteger(key)) this.fail('stores under what is no number')
    else if (!this.memo.put(key, this.top())) this.fail('scatters what it stores too widely')
  }

  fetch(key: number | undefined): void {
    const value = key === undefined ? undefined : this.memo.get(key)
    this.push(value === undefined ? this.fail('fetches what it never stored') : value)
  }

  /** TUPLE, LIST, FROZENSET and their kin. */
  sequence(kind: Sequence['kind'], values: readonly Value[]): void {
    const made = this.keeper.sequence(kind, values)
    if (!this.wrappers.rebuildsOne(made)) this.notePut(values)
    this.push(made)
  }

  /** Nobody can tell where a wrapper, or getattr, that was put into something comes to light again. */
  private notePut(values: readonly Value[]): void {
    if (this.getattr !== undefined && values.includes(this.getattr))
      this.imports.hidden(this.getattr)
    if (this.loader.joblib && this.wrappers.areIn(values))
      this.imports.odd(
        'joblib.numpy_pickle.NumpyArrayWrapper',
        'is put into something else: what takes it out may swallow a part of the file unseen',
        this.offset,
      )
  }

  /** APPEND, APPENDS and ADDITEMS: lists and sets, and whatever has such methods. */
  extend(target: Value, values: readonly Value[]): void {
    this.notePut(values)
    if (typeof target !== 'object' || target === null) return
    if (target.kind === 'global') this.changed(target)
    else if (target.kind === 'object') {
      target.items ??= this.keeper.sequence('list', [])
      this.keeper.extend(target.items, values)
    } else if (target.kind === 'list' || target.kind === 'set') this.keeper.extend(target, values)
  }

  /** SETITEM and SETITEMS: dicts, lists by their index, and whatever has such a method. */
  setItems(target: Value, pairs: readonly Value[]): void {
    if (pairs.length % 2 === 1) this.fail('has a key without a value')
    this.notePut(pairs)
    if (typeof target !== 'object' || target === null) return
    if (target.kind === 'global') this.changed(target)
    for (let at = 0; at < pairs.length; at += 2)
      this.setItem(target, pairs[at] ?? null, pairs[at + 1] ?? null)
  }

  private setItem(target: Structure, key: Value, value: Value): void {
    if (target.kind === 'object') {
      target.entries ??= this.keeper.dict()
      this.keeper.set(target.entries, key, value)
    } else if (target.kind === 'dict') this.keeper.set(target, key, value)
    // Rather forget an item than show one that is no longer there.
    else if (target.kind === 'list' && typeof key === 'number')
      target.items.splice(key < 0 ? 0 : key, 1, forgotten)
  }

  /** An import by text: GLOBAL and INST, and STACK_GLOBAL when its names are texts. */
  import(module: string, name: string): Global {
    const found = this.imports.use(module, name, this.dialect, this.offset)
    if (found === undefined) return this.fail('imports more names than are followed')
    this.wrappers.note(found)
    if (found.module === 'builtins' && found.name === 'getattr') this.getattr = found
    if (this.loader.joblib && posesAsWrapper(found))
      this.imports.odd(`${module}.${name}`, 'has the name of a class of joblib', this.offset)
    return found
  }

  /** STACK_GLOBAL: the names are values, and those must be known. */
  importFrom(module: Value, name: Value): Value {
    if (typeof module === 'string' && typeof name === 'string') {
      this.memo.named(module)
      this.memo.named(name)
      return this.import(module, name)
    }
    for (const part of [module, name]) {
      if (typeof part === 'string') continue
      if (typeof part !== 'object' || part === null || !hidesText(part))
        return this.fail('imports by what is no text')
    }
    const shown = [module, name].map((part) => (typeof part === 'string' ? part : '?')).join('.')
    this.imports.odd(
      shown,
      'is imported by a name that the file computes or hides: nobody can tell without running it',
      this.offset,
    )
    return forgotten
  }

  /** EXT1, EXT2 and EXT4: an import by number. */
  importExtension(code: number): void {
    if (code <= 0) this.fail('imports by a number that cannot be registered')
    this.imports.odd(
      `copyreg extension ${code}`,
      'is imported by a number: what it stands for is decided by what else the program has loaded',
      this.offset,
    )
    this.push(forgotten)
  }

  /** REDUCE, OBJ and INST: whatever is called, with what it does when it is. */
  call(of: Value, args: Value): void {
    const given = itemsOf(args)?.length !== 0
    if (given && typeof of === 'object' && of?.kind === 'global') this.imports.given(of)
    const pythons = pythonsOf(of, args)
    if (pythons) this.pythons = this.pythons?.filter((one) => pythons.includes(one)) ?? pythons
    const named = alarmingName(of, args)
    if (named !== undefined)
      this.imports.odd(
        `code with the name ${named}`,
        'is no part of a model, but in its functions',
        this.offset,
      )
    this.imports.attribute(of, args, this.dialect, this.offset)
    if (derivesDistribution(args))
      this.imports.odd(
        'scipy.stats',
        'is given a class of its own, which runs a text as code',
        this.offset,
      )
    this.make(of, args)
  }

  /** NEWOBJ and NEWOBJ_EX: only `__new__` is called, which functions have not. */
  instantiate(of: Value, args: Value, keywords?: Value): void {
    this.imports.hidden(of)
    this.make(of, args, keywords)
  }

  private make(of: Value, args: Value, keywords?: Value): void {
    if (typeof of !== 'object' || of === null || !isCallable(of))
      this.fail('calls what is no function')
    this.imports.called(of, args, this.offset)
    if (this.loader.joblib && hidesWrapper(of, args))
      this.imports.odd(
        'joblib.numpy_pickle.NumpyArrayWrapper',
        'is handed to a function: what that returns may swallow a part of the file unseen',
        this.offset,
      )
    this.push({
      kind: 'object',
      of: this.keeper.chained(of),
      args: this.keeper.chained(args),
      ...(keywords === undefined ? {} : { keywords: this.keeper.chained(keywords) }),
    })
  }

  /** BUILD: gives the top its state. */
  build(state: Value): void {
    const target = this.top()
    if (typeof target !== 'object' || target === null) return
    this.notePut([state])
    if (target.kind === 'global') this.changed(target)
    else if (target.kind === 'object') {
      target.state = this.keeper.chained(state)
      const danger = dangerOfDistribution(target)
      if (danger !== undefined) this.imports.odd('scipy.stats', danger, this.offset)
      if (this.loader.joblib && isWrapper(target)) this.pending = { kind: 'array', wrapper: target }
    }
  }

  /** Whether the next bytes are such as somebody reads. */
  holdsBlob(size: number): boolean {
    return size >= leastBlob && this.loader.recognises(this.input.peek(Math.min(size, 64)))
  }

  /** Between windows: lets go of what no opcode is going to look at. */
  tidy(): void {
    this.stack = this.stack.slice(0, this.depth)
    if (this.depth > 1_000) this.thin()
    const needed = this.stack.slice(-64)
    if (this.keeper.isFull) this.keeper.forget([...this.memo.lateValues, ...needed])
  }

  /** Forgets what is deep in a stack that holds too much, but for the objects that it began with. */
  private thin(): void {
    let left: number = limits.memoText
    for (let at = this.stack.length - 1; at >= 0; at--) {
      const value = this.stack[at]
      left -= weight(value)
      const isBase = at < 1_000 && weight(value) === leastWeight
      if (left < 0 && weight(value) > 64 && !isBase) this.stack[at] = forgotten
    }
  }

  private changed(target: Global): void {
    this.imports.odd(
      `${target.module}.${target.name}`,
      'is changed, although it is part of a library',
      this.offset,
    )
  }

  private cut(from: number): Value[] {
    const values = this.stack.slice(from, this.depth)
    this.depth = from
    return values
  }

  private get floor(): number {
    return this.marks.at(-1) ?? 0
  }
}

/** What a blob reader is asked about has so many bytes at least. */
const leastBlob = 64

/** Whether it may turn out to be a text once the pickle is run. */
const hidesText = (value: Structure): boolean =>
  ['text', 'object', 'persistent', 'forgotten', 'global'].includes(value.kind)

const isCallable = (value: Structure): boolean =>
  ['global', 'object', 'persistent', 'forgotten'].includes(value.kind)

/** About what an empty container takes, in bytes. */
const leastWeight = 200

function weight(value: Value | undefined): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null || value === forgotten) return 0
  return leastWeight + ('data' in value ? (value.data?.byteLength ?? 0) : 0)
}
