/**
 * Our reading of large pickles beside picklescan's: time, and the most memory that each took. By hand:
 *
 *     node test/models/scan-benchmark.ts [GiB, 2 when absent]
 *
 * Fails when ours takes more memory than is promised.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pythonWith, runPython } from '../python.ts'
import { inspect } from './caught.ts'

const GiB = 2 ** 30
const MiB = 2 ** 20
/** What reading a pickle may take in all, whatever its size: Node itself, and the limits of the walk. */
const bound = 700 * MiB
/** picklescan keeps every opcode in memory: this is what it may have. */
const allowed = 8 * GiB

const script = join(import.meta.dirname, 'large_pickles.py')
const requirements = ['picklescan==1.0.5', 'joblib==1.5.3', 'numpy==2.2.6'] as const

const files = [
  { kind: 'joblib', file: 'forest.joblib' },
  { kind: 'pickle', file: 'forest.pkl' },
  { kind: 'floats', file: 'floats.joblib' },
] as const

/** How long a scan took, in seconds, and the most memory of its process, in bytes. */
interface Measured {
  readonly seconds: number
  readonly peak: number
  /** Why it did not get through. */
  readonly failure?: string | null
}

const [argument = '2', file] = process.argv.slice(2)
if (argument === 'inspect' && file !== undefined) await measureInspection(file)
else await compare(Math.round(Number(argument) * GiB))

/** In a process of its own, so that the memory is that of one inspection. */
async function measureInspection(path: string): Promise<void> {
  const begin = performance.now()
  const { unreadable: failure } = await inspect(path)
  const seconds = (performance.now() - begin) / 1000
  const peak = process.resourceUsage().maxRSS * 1024
  console.log(JSON.stringify({ seconds, peak, failure }))
}

async function compare(size: number): Promise<void> {
  const python = await pythonWith(requirements)
  const folder = await mkdtemp(join(tmpdir(), 'scan-benchmark-'))
  try {
    const rows: Row[] = []
    for (const { kind, file } of files) {
      const path = join(folder, file)
      await runPython(python, script, kind, path, String(size))
      const ours = await measured(process.execPath, import.meta.filename, 'inspect', path)
      const theirs = await measured(python, script, 'picklescan', path, String(allowed))
      rows.push({ file, bytes: (await stat(path)).size, ours, theirs })
      await rm(path)
    }
    console.table(rows.map(shown))
    const failed = rows.filter(({ ours }) => ours.failure || ours.peak > bound)
    for (const { file, ours } of failed)
      console.error(`${file}: ${ours.failure ?? `took more than ${bound / MiB} MiB`}`)
    process.exitCode = failed.length > 0 ? 1 : 0
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function measured(command: string, ...args: readonly string[]): Promise<Measured> {
  const { stdout } = await promisify(execFile)(command, args)
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

interface Row {
  readonly file: string
  readonly bytes: number
  readonly ours: Measured
  readonly theirs: Measured
}

function shown({ file, bytes, ours, theirs }: Row) {
  return {
    file,
    GiB: (bytes / GiB).toFixed(2),
    'our seconds': ours.seconds.toFixed(1),
    "picklescan's": theirs.failure ?? theirs.seconds.toFixed(1),
    'times as fast': theirs.failure ? '' : (theirs.seconds / ours.seconds).toFixed(1),
    'our MiB': Math.round(ours.peak / MiB),
    "picklescan's MiB": Math.round(theirs.peak / MiB),
  }
}
