/**
 * `npm run measure`: how soon dist/index.js says its first word, and how large the bundle is. Prints
 * Markdown; with `--write` puts it into docs/performance.md.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { filesOf } from './dist.ts'
import { replacePart } from './markdown.ts'
import { root } from './root.ts'

const rounds = 31
const dist = fileURLToPath(new URL('dist', root))

/** A job whose inputs are right and that ends, without any network, for want of an OIDC token. */
const job = {
  'INPUT_CLIENT-ID': '00000000-0000-0000-0000-000000000001',
  'INPUT_TENANT-ID': '00000000-0000-0000-0000-000000000002',
  'INPUT_SUBSCRIPTION-ID': '00000000-0000-0000-0000-000000000003',
  'INPUT_RESOURCE-GROUP': 'ml',
  INPUT_WORKSPACE: 'ml-prod',
  'INPUT_MODEL-PATH': 'model.joblib',
  INPUT_FRAMEWORK: 'scikit-learn',
  'INPUT_FRAMEWORK-VERSION': '1.6.1',
  'INPUT_SERVICE-NAME': 'measured',
  'INPUT_SMOKE-REQUEST': 'none',
}

/** Milliseconds from the start of a process to the first line that it prints. */
function firstLine(args: readonly string[], cwd: string): Promise<{ ms: number; line: string }> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(process.execPath, args, {
      cwd,
      env: { PATH: process.env['PATH'], ...job },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let ms: number | undefined
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.trim() !== '') ms ??= performance.now() - started
    })
    child.on('error', reject)
    child.on('close', () => {
      const line = said.trim().split('\n')[0] ?? ''
      if (ms === undefined) reject(new Error(`node ${args.join(' ')} said nothing`))
      else resolve({ ms, line })
    })
  })
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Both in turns, so that whatever else the machine does hits both alike; the first round warms the disk. */
async function startUp(): Promise<{ readonly action: number; readonly node: number }> {
  const cwd = mkdtempSync(join(tmpdir(), 'azureml-deploy-measure-'))
  try {
    writeFileSync(join(cwd, 'model.joblib'), 'bytes')
    const action: number[] = []
    const node: number[] = []
    for (let round = 0; round <= rounds; round++) {
      const bare = await firstLine(['-e', 'console.log(0)'], cwd)
      const ours = await firstLine([join(dist, 'index.js')], cwd)
      if (!ours.line.includes('deploying'))
        throw new Error(`dist/index.js did not begin to deploy: ${ours.line}`)
      if (round === 0) continue
      node.push(bare.ms)
      action.push(ours.ms)
    }
    return { action: median(action), node: median(node) }
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

const kB = (bytes: number) =>
  `${(bytes / 1000).toLocaleString('en', { maximumFractionDigits: bytes < 10_000 ? 1 : 0 })} kB`

const contents: Readonly<Record<string, string>> = {
  'index.js': 'the main step',
  'post.js': 'the post step',
  'shared.js': 'what both use',
  'rolldown-runtime.js': 'how the bundler joins them',
  'vendor.js': 'the SDKs of Azure and GitHub, and what they stand on',
  'attestation.js': 'what verifies an attestation; only loaded for that',
  'sigstore.js': 'what that stands on',
}

async function sizes(): Promise<string> {
  const files = (await filesOf(dist)).filter((file) => file.endsWith('.js'))
  const rows = files.map((file) => {
    const bytes = readFileSync(join(dist, file))
    return { file, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length }
  })
  const sum = (key: 'raw' | 'gzip') => rows.reduce((total, row) => total + row[key], 0)
  return [
    '| File | | Raw | Gzip |',
    '| --- | --- | ---: | ---: |',
    ...rows.map(
      ({ file, raw, gzip }) =>
        `| \`${file}\` | ${contents[file] ?? ''} | ${kB(raw)} | ${kB(gzip)} |`,
    ),
    `| **together** | | **${kB(sum('raw'))}** | **${kB(sum('gzip'))}** |`,
  ].join('\n')
}

const { action, node } = await startUp()
const machine = `${cpus()[0]?.model.trim() ?? 'an unknown CPU'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node ${process.versions.node}`
const markdown = [
  `From the start of the process to the first line of the log: **${Math.round(action)} ms**, of which Node itself takes ${Math.round(node)} ms. (Medians of ${rounds} rounds in turns with a bare \`node -e 'console.log(0)'\`, files in the disk cache; ${machine}.)`,
  '',
  await sizes(),
  '',
  'Nothing is minified, so that what runs can be read. `npm run measure` measures it again.',
].join('\n')

console.log(markdown)
if (process.argv.includes('--write')) {
  const page = new URL('docs/performance.md', root)
  writeFileSync(page, replacePart(readFileSync(page, 'utf8'), 'performance', markdown))
}
