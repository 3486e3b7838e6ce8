/** Whatever becomes of the action, the server it started goes with it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { templatePath } from '../../src/templates.ts'
import { pythonWith, training } from '../python.ts'

/** A server that starts a process of its own, takes 64 MB, and never ends by itself. */
const server = `
import os, subprocess, sys, time
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
memory = b"x" * 2**26
print(os.getpid(), other.pid, flush=True)
time.sleep(600)
`

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a server ends with the pipe, and so does all that it started', async () => {
  const python = await pythonWith(training.requirements)
  const supervisor = spawn(python, ['-I', templatePath('supervise.py'), python, '-c', server])
  const [said] = await once(createInterface(supervisor.stderr), 'line')
  const pids = String(said).split(' ').map(Number)
  expect(pids.map(isAlive)).toEqual([true, true])
  const reported = once(createInterface(supervisor.stdout), 'line')
  const ended = once(supervisor, 'close')
  supervisor.stdin.end()
  const { peak } = JSON.parse(String((await reported)[0])) as { peak: number | null }
  await ended
  // An orphan that has ended counts as alive until the system's first process takes note.
  await expect.poll(() => pids.map(isAlive), { timeout: 30_000 }).toEqual([false, false])
  // Windows does not say.
  if (process.platform === 'win32') expect(peak).toBeNull()
  else expect(peak).toBeGreaterThan(2 ** 26)
})
