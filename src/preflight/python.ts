/** Finding a Python of the right minor version on a runner. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type RunOptions, run, windows } from './child.ts'

/** What virtual environments are made with. */
export interface PythonMaker {
  /** uv is there: it installs in seconds, and fetches the Python where there is none. */
  readonly uv: boolean
  /** The interpreter's path; only its version where uv has to fetch it. */
  readonly python: string
}

/**
 * An interpreter of that version (major.minor), or uv, which fetches one; undefined for neither.
 * `environment` is the runner's own, which says where to look.
 */
export async function findPython(
  version: string,
  environment: NodeJS.ProcessEnv,
  options: RunOptions,
): Promise<PythonMaker | undefined> {
  const says = async (...command: readonly string[]) => {
    const { code, output } = await run(command, options)
    return code === 0 ? output.trim() : ''
  }
  const uv = (await says('uv', '--version')).startsWith('uv ')
  // A system's Python may lack what makes environments; uv brings that.
  const script = `import sys${uv ? '' : ', venv, ensurepip'}
print("%d.%d|%s" % (sys.version_info[0], sys.version_info[1], sys.executable))`
  for (const command of await candidates(version, environment)) {
    const [found, python] = (await says(...command, '-c', script)).split('|')
    if (found === version && python) return { uv, python }
  }
  return uv ? { uv, python: version } : undefined
}

type Command = readonly string[]

/** Where Pythons are: where setup-python says, on the path, in the runner's tool cache, in pyenv. */
async function candidates(
  version: string,
  environment: NodeJS.ProcessEnv,
): Promise<readonly Command[]> {
  const { pythonLocation, RUNNER_TOOL_CACHE, PYENV_ROOT, HOME } = environment
  const onPath = windows
    ? [['py', `-${version}`], ['python'], ['python3']]
    : [[`python${version}`], ['python3'], ['python']]
  const tools = RUNNER_TOOL_CACHE && join(RUNNER_TOOL_CACHE, 'Python')
  const pyenv = join(PYENV_ROOT ?? join(HOME ?? '', '.pyenv'), 'versions')
  const installed = [
    ...(tools ? await versionsIn(tools, version, process.arch) : []),
    ...(await versionsIn(pyenv, version, '')),
  ]
  const interpreter = windows ? 'python.exe' : join('bin', 'python3')
  const inFolder = (folder: string) => [join(folder, interpreter)]
  return [
    ...(pythonLocation ? [inFolder(pythonLocation)] : []),
    ...onPath,
    ...installed.map(inFolder),
  ]
}

/** The folders of a minor version's patches (`3.12.4`, and below it the architecture), newest first. */
async function versionsIn(folder: string, minor: string, below: string): Promise<string[]> {
  const entries = await readdir(folder).catch(() => [])
  const patch = (name: string) => Number.parseInt(name.split('.')[2] ?? '0', 10)
  return entries
    .filter((name) => name.startsWith(`${minor}.`))
    .sort((a, b) => patch(b) - patch(a))
    .map((name) => join(folder, name, below))
}
