/** Runs a tool to its end and keeps what it said. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Outcome {
  /** `undefined`: it could not be started, or took too long. */
  readonly code: number | undefined
  /** Both streams, in the order they came. */
  readonly output: string
}

const minute = 60_000

/** Never rejects: a tool that cannot be started is an outcome too. */
export async function run(
  command: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly timeoutMs?: number } = {},
): Promise<Outcome> {
  const chunks: Buffer[] = []
  const output = () => Buffer.concat(chunks).toString()
  try {
    const child = spawn(command, args, {
      env: options.env ?? toolEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      // Not `timeout`, whose timer outlives a program that is not found.
      signal: AbortSignal.timeout(options.timeoutMs ?? 20 * minute),
      windowsHide: true,
    })
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    const [code] = await once(child, 'close')
    return { code: code ?? undefined, output: output() }
  } catch (error) {
    return { code: undefined, output: `${output()}${error}\n` }
  }
}

/** The environment for Python tools: the machine's own, minus what would lead into another project. */
export function toolEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PYTHONPATH, PYTHONHOME, VIRTUAL_ENV, CONDA_PREFIX, ...machine } = process.env
  return { ...machine, PYTHONIOENCODING: 'utf-8', ...extra }
}
