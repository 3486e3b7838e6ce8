/**
 * Programs of torch.export, `.pt2`. Until PyTorch 2.7 the graph is `serialized_exported_program.json`,
 * since then `models/<name>.json`; everything else that the archive holds, torch.export.load unpickles.
 */
import type { Description, Finding } from '../description.ts'
import { pickJson } from '../encodings/json.ts'
import { watchTexts } from '../encodings/json-texts.ts'
import { at, textAt } from '../encodings/kept.ts'
import { readSmallJson } from '../encodings/small-json.ts'
import type { ZipEntry } from '../encodings/zip.ts'
import type { ModelFile, Reading } from '../format.ts'
import type { TorchArchive } from './archive.ts'
import { exportedInput, exportedOutput, tensorNames, torchVersion } from './export-tensors.ts'
import { ProgramJudge } from './expressions.ts'
import { packagesOf } from './operators.ts'
import { walkSaved } from './pickles.ts'
import { compiledScript, needs } from './suggestion.ts'

const oldProgram = 'serialized_exported_program.json'

/** Whether an archive is one of torch.export. */
export const isExport = (archive: TorchArchive): boolean =>
  archive.entries.has(oldProgram) || archive.entries.has('archive_format')

/** Reads an archive. */
export async function readExport(archive: TorchArchive, file: ModelFile): Promise<Reading> {
  const findings = [...(await judgeSaved(archive, file)), ...judgeNative(archive, file)]
  const names = [...archive.entries.keys()].filter(isProgram)
  const entry = archive.entries.get(names[0] ?? '')
  if (!entry || names.length > 1) return { description: notOne(file, names.length), findings }
  const { program, name, findings: verdicts } = await readProgram(archive, entry, file.signal)
  const judged = verdicts.map((found) => ({
    ...found,
    file: `${file.path}:${entry.name}`,
  }))
  const version = torchVersion(program)
  return {
    description: {
      framework: 'pytorch',
      format: 'torch-export',
      path: file.path,
      ...(version === undefined ? {} : { version }),
      holds: `${name}, exported by torch.export`,
      input: exportedInput(program),
      output: exportedOutput(program),
      packages: packagesOf(judged),
    },
    findings: [...findings, ...judged],
  }
}

/** All that the description is made of; the graph itself may be of any size. */
const facts = {
  torch_version: true,
  graph_module: { signature: true, module_call_graph: true },
} as const

/** Reads a program: what it evaluates, what it says, and of its many tensors those that are named there. */
async function readProgram(archive: TorchArchive, entry: ZipEntry, signal: AbortSignal) {
  const judge = new ProgramJudge()
  let stack: string | undefined
  const watch = {
    texts: new Set([...judge.texts, 'nn_module_stack']),
    names: judge.names,
    see(key: string, text: string) {
      if (key === 'nn_module_stack') stack ??= text
      else judge.see(key, text)
    },
  }
  await watchTexts(await archive.cursor(entry), watch, signal)
  const told = (await pickJson(await archive.cursor(entry), facts, signal)) ?? null
  const names = tensorNames(told).map((name): [string, true] => [name, true])
  const tensors = { graph_module: { graph: { tensor_values: Object.fromEntries(names) } } }
  const found = await pickJson(await archive.cursor(entry), tensors, signal)
  return {
    program: { told, tensors: at(found, 'graph_module', 'graph', 'tensor_values') ?? null },
    name: moduleName(stack),
    findings: judge.findings,
  }
}

const isProgram = (name: string): boolean =>
  name === oldProgram || /^models\/[^/]+\.json$/.test(name)

/** An archive with compiled code instead of a program, or with several programs. */
function notOne({ path }: ModelFile, programs: number): Description {
  const what = programs === 0 ? 'compiled code' : `${programs} programs`
  return {
    framework: 'pytorch',
    format: 'torch-export',
    path,
    holds: `${what} of torch.export`,
    input: { kind: 'unknown' },
    output: { kind: 'unknown' },
    packages: {},
    ...needs(
      programs === 0
        ? 'it holds no program, only what was compiled for one kind of machine'
        : 'only a script can say which of them is asked',
      compiledScript(path),
    ),
  }
}

/** What torch.export.load gives to torch.load or pickle.loads, by torch/export/pt2_archive. */
async function judgeSaved(archive: TorchArchive, file: ModelFile): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  const pickled = await pickledPayloads(archive)
  for (const [name, entry] of archive.entries) {
    if (!name.endsWith('.pt') && !name.includes('/opaque_obj_') && !pickled.has(name)) continue
    const place = { path: `${file.path}:${entry.name}`, signal: file.signal }
    findings.push(...(await walkSaved(await archive.open(entry), place)).findings)
  }
  return findings
}

/** The weights and constants that `data/weights/…_config.json` calls pickled. */
async function pickledPayloads(archive: TorchArchive): Promise<ReadonlySet<string>> {
  const pickled = new Set<string>()
  for (const [name, entry] of archive.entries) {
    const folder = /^data\/(weights|constants)\/(?=[^/]+_config\.json$)/.exec(name)?.[0]
    if (folder === undefined) continue
    const config = at(await readSmallJson(await archive.open(entry), name), 'config')
    for (const payload of config instanceof Map ? config.values() : [])
      if (at(payload, 'use_pickle') === true) pickled.add(folder + textAt(payload, 'path_name'))
  }
  return pickled
}

/** Compiled code is loaded as a library of the operating system: nobody can say what it does. */
function judgeNative(archive: TorchArchive, { path }: ModelFile): readonly Finding[] {
  const native = [...archive.entries.values()].filter(({ name }) => /\.(so|dll|dylib)$/.test(name))
  return native.slice(0, 1).map(({ name }) => ({
    verdict: 'unknown',
    what: 'native code',
    why: 'compiled code that is loaded and run',
    file: `${path}:${name}`,
  }))
}

/** The module that was exported: the outermost of the modules that a node was traced in. */
function moduleName(stack: string | undefined): string {
  const outermost = stack?.split(';')[0]
  const name = outermost?.split(',')[2]?.split('.').at(-1)
  return name !== undefined && /^\w{1,100}$/.test(name) ? name : 'a program'
}
