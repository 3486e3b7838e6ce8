/**
 * Proves the table of src/serving/versions/sklearn.ts: models saved by each scikit-learn version, in
 * its own day and today, are served by the environment that the action generates for that version.
 *
 *     node test/models/sklearn-versions.ts [version…]
 *
 * It needs the Pythons 3.9 to 3.12 (on the PATH, or fetched by uv) and takes some twenty minutes.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { generateService } from '../../src/serving/generate.ts'
import { readTemplate } from '../../src/templates.ts'
import { makeVenv, pythonOf } from './venv.ts'

const run = promisify(execFile)

/** Where a model was saved. */
interface Origin {
  readonly version: string
  readonly python: string
  readonly packages: readonly string[]
}

/** What the wheels before 1.4.2 load with; their metadata does not say so. */
const numpy1 = 'numpy<2'
/** What pip takes today, except the scipy whose splines only itself can read. */
const today = ['pandas', 'scipy<1.17']

const origins: readonly Origin[] = [
  { version: '1.0.2', python: '3.9', packages: ['numpy==1.21.6', 'scipy==1.7.3', 'pandas==1.3.5'] },
  { version: '1.0.2', python: '3.10', packages: [numpy1, 'scipy==1.10.1', 'pandas'] },
  { version: '1.1.3', python: '3.11', packages: [numpy1, ...today] },
  { version: '1.2.2', python: '3.9', packages: ['numpy==1.23.5', 'scipy==1.9.3', 'pandas==1.5.3'] },
  { version: '1.2.2', python: '3.11', packages: [numpy1, ...today] },
  { version: '1.3.2', python: '3.10', packages: ['numpy==1.24.4', 'scipy==1.10.1', 'pandas<2.1'] },
  { version: '1.3.2', python: '3.12', packages: [numpy1, ...today] },
  { version: '1.4.1', python: '3.12', packages: today },
  { version: '1.4.2', python: '3.10', packages: [numpy1, 'scipy==1.11.4', 'pandas==2.1.4'] },
  { version: '1.4.2', python: '3.12', packages: today },
  { version: '1.5.2', python: '3.10', packages: [numpy1, 'scipy==1.11.4', 'pandas==2.1.4'] },
  { version: '1.5.2', python: '3.12', packages: today },
  { version: '1.6.1', python: '3.10', packages: [numpy1, 'scipy==1.13.1', 'pandas==2.2.3'] },
  { version: '1.6.1', python: '3.13', packages: today },
  { version: '1.7.2', python: '3.11', packages: [numpy1, 'scipy==1.13.1', 'pandas==2.2.3'] },
  { version: '1.7.2', python: '3.12', packages: today },
  { version: '1.8.0', python: '3.11', packages: [numpy1, 'scipy==1.15.3', 'pandas==2.3.3'] },
  { version: '1.8.0', python: '3.13', packages: today },
  { version: '1.9.1', python: '3.12', packages: ['pandas'] },
]

const asked = process.argv.slice(2)
for (const origin of origins) {
  if (asked.length > 0 && !asked.includes(origin.version)) continue
  const wrong = await tryOrigin(origin)
  const name = `${origin.version} saved under Python ${origin.python}, ${origin.packages.join(', ')}`
  console.log(wrong.length === 0 ? `ok   ${name}` : `FAIL ${name}\n     ${wrong.join('\n     ')}`)
  if (wrong.length > 0) process.exitCode = 1
}

/** Trains, serves and asks; what went wrong, one line per model. */
async function tryOrigin({ version, python, packages }: Origin): Promise<readonly string[]> {
  const served = generateService({
    description: {
      framework: 'scikit-learn',
      format: 'pickle',
      path: '',
      holds: 'models of all kinds',
      input: { kind: 'unknown' },
      output: { kind: 'unknown' },
      packages: {},
    },
    version,
    // A folder's name: the script looks for the model inside.
    mounted: '.',
    gpu: false,
    texts: {},
  })
  if (!served.ok) return [served.message]
  const folder = await mkdtemp(join(tmpdir(), 'sklearn-'))
  const code = await mkdtemp(join(tmpdir(), 'code-'))
  for (const [name, template] of Object.entries(served.templates))
    await writeFile(join(code, name), await readTemplate(template))
  for (const [name, text] of Object.entries(served.files)) await writeFile(join(code, name), text)
  const script = join(code, served.scoringScript)

  const pin = version === '1.4.1' ? '1.4.1.post1' : version
  const training = await makeVenv(python, [`scikit-learn==${pin}`, ...packages])
  await python3(training, 'train_sklearn.py', folder)

  const serving = await installCondaFile(served.condaFile)
  const got = JSON.parse(await python3(serving, 'serve_sklearn.py', script, folder))
  // Every model through the script, and the most demanding one through the real server as well.
  got['houses, over HTTP'] = await ask(serving, script, join(folder, 'houses'))
  const wrong: string[] = []
  for (const [name, answer] of Object.entries(got)) {
    const { answer: right } = await readCase(folder, name.replace(', over HTTP', ''))
    if (!agree(answer, right)) wrong.push(`${name}: ${JSON.stringify(answer)}`)
  }
  return wrong
}

interface Case {
  readonly request: unknown
  readonly answer: unknown
}

async function readCase(folder: string, name: string): Promise<Case> {
  return JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'))
}

async function python3(venv: string, script: string, ...args: string[]): Promise<string> {
  const path = join(import.meta.dirname, script)
  return (await run(pythonOf(venv), ['-W', 'ignore', path, ...args])).stdout
}

/** Installs what a conda file says, as the image build does, but with uv. */
function installCondaFile(text: string): Promise<string> {
  const { dependencies } = parse(text) as { dependencies: (string | { pip: string[] })[] }
  const python = dependencies.find((entry) => String(entry).startsWith('python='))
  const pip = dependencies.flatMap((entry) => (typeof entry === 'string' ? [] : entry.pip))
  return makeVenv(String(python).replace('python=', ''), pip)
}

/** Starts the real inference server for one request; its log instead when it does not come up. */
async function ask(venv: string, script: string, model: string): Promise<unknown> {
  const { request } = await readCase(dirname(model), basename(model))
  const port = await freePort()
  const server = spawn(
    join(venv, 'bin/azmlinfsrv'),
    ['--entry_script', script, '--model_dir', model, '--port', String(port)],
    { env: { ...process.env, PATH: `${join(venv, 'bin')}:${process.env['PATH']}` } },
  )
  let log = ''
  server.stdout.on('data', (text) => (log += text))
  server.stderr.on('data', (text) => (log += text))
  const ended = once(server, 'exit')
  try {
    for (let tries = 0; tries < 300 && server.exitCode === null; tries++) {
      try {
        const body = JSON.stringify(request)
        const answer = await fetch(`http://127.0.0.1:${port}/score`, { method: 'POST', body })
        return await answer.json()
      } catch {
        await sleep(200)
      }
    }
    return log.slice(-2000)
  } finally {
    server.kill()
    await ended
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Equal, but for the last digits, in which versions of numpy may differ. */
function agree(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a))
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [left, right] = [Object.entries(a), Object.entries(b)]
  return left.length === right.length && left.every(([key, value]) => agree(value, Object(b)[key]))
}
