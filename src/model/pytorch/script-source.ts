/** The source that TorchScript keeps of every class: which arguments `forward` takes. */
import type { Value } from '../pickle/values.ts'
import type { TorchArchive } from './archive.ts'
import { globalOf, instanceOf } from './values.ts'

/** A parameter of a method, without self. */
export interface Parameter {
  readonly name: string
  readonly type: string
  /** Whether it has a default. */
  readonly optional: boolean
}

/** The signature of a method, as its source spells it. */
export interface Signature {
  readonly parameters: readonly Parameter[]
  readonly returns: string
  /** The lines of the method. */
  readonly body: string
}

/** A class in the archive, by the file with its source below `code/`. */
export interface ScriptClass {
  readonly file: string
  readonly name: string
}

/** No class that people write is longer; what is longer is not looked at. */
export const longestSource = 4 << 20

/**
 * The class that a global of the pickle names: `__torch__.net Net` stands in `code/__torch__/net.py`
 * (torch/csrc/jit/serialization/import_source.cpp, `qualifierToArchivePath`).
 */
export function classOf(value: Value | undefined): ScriptClass | undefined {
  const global = globalOf(instanceOf(value)?.of)
  if (!global || !/^__torch__(\.\w+)*$/.test(global.module)) return undefined
  return { file: `code/${global.module.replaceAll('.', '/')}.py`, name: global.name }
}

/** The signature of a class's method, `forward` unless told; undefined where its source has none. */
export async function forwardOf(
  archive: TorchArchive,
  { file, name }: ScriptClass,
  method = 'forward',
): Promise<Signature | undefined> {
  const entry = archive.entries.get(file)
  if (!entry || entry.size > longestSource) return undefined
  const cursor = await archive.cursor(entry)
  const source = (await cursor.read(entry.size, file)).toString('utf8')
  return parseForward(source, name, method)
}

/** Finds `def forward(self: …, x: Tensor) -> Tensor:` in `class Name(Module):`. */
export function parseForward(
  source: string,
  name: string,
  method = 'forward',
): Signature | undefined {
  const start = `\n${source}`.indexOf(`\nclass ${name}(`)
  if (start < 0) return undefined
  const end = source.indexOf('\nclass ', start + 1)
  const lines = source.slice(start, end < 0 ? undefined : end).split('\n')
  const first = lines.findIndex((line) => line.startsWith(`  def ${method}(self: `))
  if (first < 0) return undefined
  const last = lines.findIndex((line, index) => index >= first && line.endsWith(':'))
  if (last < 0) return undefined
  // One parameter per line; the last line ends with `) -> type:`.
  const head = lines.slice(first + 1, last + 1).map((line) => line.trim())
  const next = lines.findIndex((line, index) => index > last && line.startsWith('  def '))
  return {
    parameters: head.flatMap((line) => {
      const match = /^(\w+): ([\w[\], .]+)(=?)/.exec(line)
      if (!match?.[1] || !match[2]) return []
      const type = match[2].replace(/,$/, '')
      return [{ name: match[1], type, optional: match[3] === '=' }]
    }),
    returns: /\) -> (.+):$/.exec(lines[last] ?? '')?.[1] ?? '?',
    body: lines.slice(last + 1, next < 0 ? undefined : next).join('\n'),
  }
}

/** The parameters that every request must give. */
export const neededParameters = ({ parameters }: Signature): readonly Parameter[] =>
  parameters.filter(({ optional }) => !optional)

/** Whether a parameter takes an array, as a request has them. */
export const isTensor = ({ type }: Parameter): boolean =>
  type === 'Tensor' || type === 'Optional[Tensor]'
