/** The rules on who may import whom are not only written down: the linter refuses what they forbid. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../../.github/scripts/root.ts'

type Import = readonly [folder: string, module: string, message: string]

const refused: readonly Import[] = [
  ['src/plan', 'node:fs', 'plan/ is pure'],
  ['src/plan', 'node:fs/promises', 'plan/ is pure'],
  ['src/plan', 'node:child_process', 'plan/ is pure'],
  ['src/plan', 'node:timers/promises', 'plan/ is pure'],
  ['src/plan', '@actions/core', 'plan/ is pure'],
  ['src/plan', '@azure/identity', 'plan/ is pure'],
  ['src/plan', '../azure/arm.ts', 'plan/ is pure'],
  ['src/plan', '../github/log.ts', 'plan/ is pure'],
  ['src/model', '@azure/storage-blob', 'neither Azure nor GitHub'],
  ['src/model', '../azure/arm.ts', 'neither Azure nor GitHub'],
  ['src/serving', '@actions/core', 'neither Azure nor GitHub'],
  ['src/serving', '../github/log.ts', 'neither Azure nor GitHub'],
  ['src/preflight', '../azure/arm.ts', 'neither Azure nor GitHub'],
  ['src/attestation', '@azure/identity', 'neither Azure nor the runner'],
  ['src/attestation', '@actions/http-client', 'neither Azure nor the runner'],
  ['src/attestation', '../github/download.ts', 'neither Azure nor the runner'],
  ['src/azure', '@actions/core', 'azure/ knows no GitHub'],
  ['src/azure', '../github/log.ts', 'azure/ knows no GitHub'],
  ['src/github', '@azure/identity', 'github/ knows no Azure'],
  ['src/github', '../azure/arm.ts', 'github/ knows no Azure'],
  ['src', '@azure/identity', 'azure/ is the only importer'],
  ['src', '@actions/core', 'github/ is the only importer'],
  ['src', '@sigstore/verify', 'attestation/ is the only importer'],
  ['src', 'tuf-js', 'attestation/ is the only importer'],
  ...[
    'src',
    'src/plan',
    'src/model',
    'src/serving',
    'src/attestation',
    'src/azure',
    'src/github',
  ].map((folder): Import => [folder, '../../test/runner.ts', 'src/ knows nothing of the tests']),
  ['test/simulator', '../../src/errors.ts', 'shares no code with the action'],
  ['test/simulator/arm', '../../../src/errors.ts', 'shares no code with the action'],
]

const allowed: readonly (readonly [folder: string, module: string])[] = [
  ['src', './azure/arm.ts'],
  ['src', './github/log.ts'],
  ['src/plan', 'node:crypto'],
  ['src/plan', '../errors.ts'],
  ['src/serving', 'node:fs/promises'],
  ['src/attestation', '@sigstore/verify'],
  ['src/attestation', 'tuf-js'],
  ['src/azure', '@azure/identity'],
  ['src/github', '@actions/core'],
  ['test/plan', '../../src/plan/plan.ts'],
]

const tree = mkdtempSync(join(tmpdir(), 'azureml-deploy-layers-'))
let said: readonly string[] = []

/** A module of its own for each import, so that what is said of it can be told apart. */
const fileOf = (folder: string, module: string) =>
  `${folder}/imports-${module.replace(/[^a-z]+/g, '-')}.ts`

// All of them are linted at once, in a tree with our configuration and nothing else.
beforeAll(() => {
  for (const [folder, module] of [...refused, ...allowed]) {
    const file = join(tree, fileOf(folder, module))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `import * as imported from '${module}'\n\nexport const used = imported\n`)
  }
  const config = JSON.parse(readFileSync(new URL('.biome.json', root), 'utf8')) as object
  writeFileSync(join(tree, '.biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }))
  const biome = fileURLToPath(new URL('node_modules/@biomejs/biome/bin/biome', root))
  const { stdout } = spawnSync(
    process.execPath,
    [biome, 'lint', '--reporter=github', '--max-diagnostics=none', '.'],
    { cwd: tree, encoding: 'utf8' },
  )
  said = stdout.split('\n').filter((line) => line.includes('noRestrictedImports'))
})
afterAll(() => rmSync(tree, { recursive: true, force: true }))

const saidOf = (folder: string, module: string) =>
  said.filter((line) => line.replaceAll('\\', '/').includes(`${fileOf(folder, module)},`))

describe('is refused', () => {
  test.each(refused)('%s importing %s', (folder, module, message) => {
    expect(saidOf(folder, module)).toEqual([expect.stringContaining(message)])
  })
})

describe('is allowed', () => {
  test.each(allowed)('%s importing %s', (folder, module) => {
    expect(saidOf(folder, module)).toEqual([])
  })
})
