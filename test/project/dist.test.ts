/** dist/ is what the sources build to, and the check of it can tell. */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { differences, filesOf, staleDist } from '../../.github/scripts/dist.ts'
import { root } from '../../.github/scripts/root.ts'

const dist = fileURLToPath(new URL('dist', root))

test('dist/ equals a rebuild, file by file', { timeout: 60_000 }, async () => {
  expect(await staleDist()).toEqual([])
})

test('a changed, a missing and a stray file are all found', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'azureml-deploy-'))
  try {
    for (const side of ['actual', 'expected'])
      await mkdir(join(folder, side, 'templates'), { recursive: true })
    await writeFile(join(folder, 'actual/same.js'), 'same')
    await writeFile(join(folder, 'expected/same.js'), 'same')
    await writeFile(join(folder, 'actual/index.js'), 'old')
    await writeFile(join(folder, 'expected/index.js'), 'new')
    await writeFile(join(folder, 'actual/stray.js'), '')
    await writeFile(join(folder, 'expected/templates/score.py'), '')
    expect(await differences(join(folder, 'actual'), join(folder, 'expected'))).toEqual([
      'index.js has other content',
      'stray.js does not belong there',
      'templates/score.py is missing',
    ])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('it holds the code, the templates, the schema and the licences, and nothing else', async () => {
  const files = await filesOf(dist)
  const templates = (await filesOf(fileURLToPath(new URL('src/templates', root))))
    .filter((file) => file.endsWith('.py'))
    .map((file) => `templates/${file}`)
  expect(files).toEqual(
    [
      'attestation.js',
      'azureml-deploy.schema.json',
      'index.js',
      'licenses.txt',
      'post.js',
      'rolldown-runtime.js',
      'shared.js',
      'sigstore.js',
      'vendor.js',
      ...templates,
    ].sort(),
  )
})

test('it says nothing of the machine that built it', async () => {
  for (const file of (await filesOf(dist)).filter((file) => file.endsWith('.js')))
    expect(await readFile(join(dist, file), 'utf8')).not.toContain(fileURLToPath(root))
})

test('it imports only its own files and Node', async () => {
  const files = (await filesOf(dist)).filter((file) => file.endsWith('.js'))
  for (const file of files) {
    const text = await readFile(join(dist, file), 'utf8')
    for (const [, from = ''] of text.matchAll(/^(?:import|export) .*? from "([^"]+)";?$/gm))
      expect(isBuiltin(from) || files.includes(from.replace('./', ''))).toBe(true)
  }
})

test('what verifies attestations is loaded by nobody else', async () => {
  const importers = async (of: string) => {
    const files = (await filesOf(dist)).filter((file) => file.endsWith('.js'))
    const texts = await Promise.all(files.map((file) => readFile(join(dist, file), 'utf8')))
    return files.filter((_, at) => new RegExp(`^import .*"\\./${of}"`, 'm').test(texts[at] ?? ''))
  }
  expect(await importers('sigstore.js')).toEqual(['attestation.js'])
  expect(await importers('attestation.js')).toEqual([])
})

test('the licence of every direct dependency is in licenses.txt', async () => {
  const text = await readFile(join(dist, 'licenses.txt'), 'utf8')
  const { dependencies } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as {
    dependencies: Record<string, string>
  }
  for (const [name, version] of Object.entries(dependencies))
    expect(text).toMatch(
      new RegExp(`Name: ${name}\\nVersion: ${version.replaceAll('.', '\\.')}\\n`),
    )
})

test('git leaves none of it out', () => {
  const cwd = fileURLToPath(root)
  const ignored = execFileSync('git', ['status', '--porcelain', '--ignored', 'dist'], {
    cwd,
    encoding: 'utf8',
  })
  expect(ignored).not.toMatch(/^!!/m)
})
