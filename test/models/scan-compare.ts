/**
 * How many files of the malicious collection picklescan, modelscan and fickling stop, and we; and how
 * many of the honest models that the repository keeps. By hand: node test/models/scan-compare.ts
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listContent } from '../../src/model/content.ts'
import { pythonWith, runPython } from '../python.ts'
import { buildCollection, inspect, isCaught } from './caught.ts'

const requirements = [
  'picklescan==1.0.5',
  'modelscan==0.8.8',
  'fickling==0.1.12',
  'py7zr==1.1.4',
  // Which fickling forgets to ask for.
  'typing_extensions==4.15.0',
] as const

const scanners = join(import.meta.dirname, 'scanners.py')
const kept = join(import.meta.dirname, 'kept')
const folder = await mkdtemp(join(tmpdir(), 'malicious-'))
try {
  const python = await pythonWith(requirements)
  const collection = await buildCollection(folder)
  const hostile = await compare(python, folder, Object.keys(collection), async (path, file) =>
    isCaught(await inspect(path), collection[file] ?? null),
  )
  const { files } = await listContent(kept, { ignoreFiles: [] })
  const models = files
    .map((file) => file.path)
    .filter((path) => /\.(pkl|pickle|joblib|pt|pth)$/.test(path))
  const honest = await compare(python, kept, models, async (path) => {
    const { dangerous, unreadable } = await inspect(path)
    return dangerous.length > 0 || unreadable !== undefined
  })
  print(hostile, Object.keys(collection), honest, models)
} finally {
  await rm(folder, { recursive: true })
}

/** By scanner, the files that it stops. */
async function compare(
  python: string,
  root: string,
  files: readonly string[],
  stops: (path: string, file: string) => Promise<boolean>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ours: string[] = []
  for (const file of files) if (await stops(join(root, file), file)) ours.push(file)
  const theirs = JSON.parse(await runPython(python, scanners, root, ...files))
  return new Map([...Object.entries<string[]>(theirs), ['azureml-deploy', ours]])
}

/** A row for each group of files, a column for each scanner. */
function print(
  hostile: ReadonlyMap<string, readonly string[]>,
  files: readonly string[],
  honest: ReadonlyMap<string, readonly string[]>,
  models: readonly string[],
): void {
  const groupOf = (file: string) => file.split('/', 1)[0]
  const row = (stopped: ReadonlyMap<string, readonly string[]>, in_: (file: string) => boolean) =>
    Object.fromEntries([...stopped].map(([name, list]) => [name, list.filter(in_).length]))
  const rows = [...new Set(files.map(groupOf))].map((group) => [
    group,
    {
      files: files.filter((file) => groupOf(file) === group).length,
      ...row(hostile, (file) => groupOf(file) === group),
    },
  ])
  console.table({
    ...Object.fromEntries(rows),
    'all hostile files': { files: files.length, ...row(hostile, () => true) },
    'honest models stopped': { files: models.length, ...row(honest, () => true) },
  })
}
