/** Whether dist/ is what the sources build to: what runs on a runner must be what was reviewed. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { root } from './root.ts'

const run = promisify(execFile)

/** The files below a folder, sorted, with forward slashes; none when there is no such folder. */
export async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .map((path) => path.split(sep).join('/'))
      .sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** Every file in which two folders differ, either way round, in words. */
export async function differences(actual: string, expected: string): Promise<readonly string[]> {
  const [have, want] = await Promise.all([filesOf(actual), filesOf(expected)])
  const found: string[] = []
  for (const file of [...new Set([...have, ...want])].sort()) {
    if (!have.includes(file)) found.push(`${file} is missing`)
    else if (!want.includes(file)) found.push(`${file} does not belong there`)
    else {
      const [a, b] = await Promise.all([
        readFile(join(actual, file)),
        readFile(join(expected, file)),
      ])
      if (!a.equals(b)) found.push(`${file} has other content`)
    }
  }
  return found
}

/** Builds into a folder, exactly as `npm run build` does into dist/. */
export async function buildInto(folder: string): Promise<void> {
  const rolldown = fileURLToPath(new URL('node_modules/rolldown/bin/cli.mjs', root))
  await run(
    process.execPath,
    [rolldown, '-c', '.rolldown.ts', '-d', folder, '--logLevel', 'warn'],
    {
      cwd: fileURLToPath(root),
    },
  )
}

/** What a rebuild would change in dist/: nothing, when all is well. */
export async function staleDist(): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'azureml-deploy-dist-'))
  try {
    await buildInto(folder)
    return await differences(fileURLToPath(new URL('dist', root)), folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
