/** The names that the code of a function uses, where cloudpickle and dill save it by value. */
import { itemsOf, type Value } from './values.ts'

/** What runs commands, opens connections or reaches everything; what else is called so, no model needs. */
const alarming = new Set(
  `system popen Popen check_output check_call getoutput getstatusoutput spawnl spawnv execv execve
  posix_spawn subprocess pty socket ctypes CDLL exec __import__ import_module __subclasses__
  __globals__ __builtins__ __code__ marshal`.split(/\s+/),
)

/**
 * The first of them that a code object names: its arguments hold the bytecode, then the constants, then
 * the names ("types.CodeType"). Undefined for other calls.
 */
export function alarmingName(of: Value, args: Value): string | undefined {
  if (!makesCode(of)) return undefined
  const items = itemsOf(args) ?? []
  for (const [at, item] of items.entries()) {
    if (!isBytes(item) || !isTuple(items[at + 1]) || !isTuple(items[at + 2])) continue
    const names = itemsOf(items[at + 2]) ?? []
    return names.find((name): name is string => typeof name === 'string' && alarming.has(name))
  }
  return undefined
}

/** Whether a call makes a code object: `_builtin_type('CodeType')` of cloudpickle's, `_create_code` of dill's, and the type itself. */
export function makesCode(of: Value): boolean {
  if (typeof of !== 'object' || of === null) return false
  if (of.kind === 'global') return of.name === '_create_code' || of.name === 'CodeType'
  return of.kind === 'object' && itemsOf(of.args)?.[0] === 'CodeType'
}

const isBytes = (value: Value | undefined) =>
  typeof value === 'object' && (value?.kind === 'bytes' || value?.kind === 'object')
const isTuple = (value: Value | undefined) => typeof value === 'object' && value?.kind === 'tuple'
