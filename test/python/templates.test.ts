/** The scoring scripts are Python, so Python's own tools and real models judge them. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { pythonWith } from '../python.ts'

const root = join(import.meta.dirname, '../..')
const scripts = [
  'src/templates',
  'test/python',
  'test/models',
  'test/conformance',
  'test/simulator',
]
const config = ['--config', 'test/python/ruff.toml']
let interpreter = ''

beforeAll(async () => {
  const text = await readFile(join(import.meta.dirname, 'requirements.txt'), 'utf8')
  const requirements = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  interpreter = await pythonWith(requirements)
}, 600_000)

test.for([
  ['are tidy', 'ruff', 'check', ...config, ...scripts],
  ['are formatted', 'ruff', 'format', '--check', ...config, ...scripts],
  ['are typed', 'mypy', '--strict', '--ignore-missing-imports', 'src/templates'],
  ['serve real models', 'pytest', '--quiet', '-p', 'no:cacheprovider', 'test/python'],
])('the Python scripts %s', { timeout: 300_000 }, async ([, module = '', ...args]) => {
  const { code, output } = await python('-m', module, ...args)
  expect(code, output).toBe(0)
})

/** Runs Python; its whole output comes along, to be seen when the code is not 0. */
function python(...args: string[]): Promise<{ code: unknown; output: string }> {
  return new Promise((resolve) => {
    execFile(interpreter, args, { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, output: stdout + stderr }),
    )
  })
}
