/** Finds a Python for an image among those that the machine has. */
import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { run } from './subprocess.ts'

export interface Interpreter {
  readonly executable: string
  /** Where its standard library lies. */
  readonly prefix: string
  /** `3.12.1` */
  readonly version: string
}

const windows = process.platform === 'win32'

/** The oldest that the inference server still supports comfortably. */
const oldest = 10

/** The best interpreter for `3.12`: the same minor version, else the nearest. */
export async function findInterpreter(python: string): Promise<Interpreter> {
  const wanted = minor(python)
  const distance = ({ version }: Interpreter) => Math.abs(minor(version) - wanted)
  const [best] = (await allInterpreters()).toSorted(
    (a, b) => distance(a) - distance(b) || patch(b.version) - patch(a.version),
  )
  if (best === undefined) {
    throw new Error(`The simulator needs a Python of version 3.${oldest} or later on this machine`)
  }
  return best
}

let known: Promise<readonly Interpreter[]> | undefined

function allInterpreters(): Promise<readonly Interpreter[]> {
  known ??= candidates()
    .then((commands) => Promise.all(commands.map(inspect)))
    .then((found) => found.filter((each) => each !== undefined && minor(each.version) >= oldest))
    .then((found) => found as Interpreter[])
  return known
}

type Command = readonly [command: string, ...args: string[]]

async function candidates(): Promise<Command[]> {
  const minors = [14, 13, 12, 11, 10]
  const tools = process.env['RUNNER_TOOL_CACHE'] ?? '/opt/hostedtoolcache'
  const installed = await Promise.all([
    executables(join(homedir(), '.pyenv', 'versions')),
    executables(join(tools, 'Python'), process.arch),
    executables(join(homedir(), '.local', 'share', 'uv', 'python')),
    executables(join(homedir(), 'AppData', 'Roaming', 'uv', 'python')),
  ])
  const onPath: Command[] = windows
    ? minors.map((each): Command => ['py', `-3.${each}`])
    : minors.map((each): Command => [`python3.${each}`])
  return [...onPath, ['python3'], ['python'], ...installed.flat()]
}

/** The interpreters in a folder of versions. */
async function executables(folder: string, within = ''): Promise<Command[]> {
  const versions = await readdir(folder).catch(() => [])
  const python = windows ? 'python.exe' : join('bin', 'python3')
  return versions.map((version) => [join(folder, version, within, python)])
}

/** What an interpreter says of itself; nothing, if it is none. */
async function inspect([command, ...args]: Command): Promise<Interpreter | undefined> {
  const script =
    'import json,platform,sys;print(json.dumps([sys.executable,sys.base_prefix,platform.python_version()]))'
  const { code, output } = await run(command, [...args, '-I', '-c', script], { timeoutMs: 20_000 })
  if (code !== 0) return undefined
  const [executable, prefix, version] = JSON.parse(output)
  return { executable, prefix, version }
}

/** Where a virtual environment keeps its programs. */
export function programOf(environment: string, name: string): string {
  return windows ? join(environment, 'Scripts', `${name}.exe`) : join(environment, 'bin', name)
}

/** A `PATH` that finds the environment's programs first. */
export function pathWith(environment: string): string {
  const programs = join(environment, windows ? 'Scripts' : 'bin')
  return [programs, process.env['PATH']].join(delimiter)
}

const minor = (version: string) => Number(version.split('.')[1])
const patch = (version: string) => Number.parseInt(version.split('.')[2] ?? '0', 10)
