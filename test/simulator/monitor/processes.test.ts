import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { treeOf, usages } from './processes.ts'

const children: ReturnType<typeof spawn>[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** Runs a program of Node, which says when it is ready. */
const start = async (program: string): Promise<number> => {
  const child = spawn(process.execPath, ['--eval', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  await once(child.stdout ?? child, 'data')
  return child.pid ?? 0
}
const megabytes = 1024 ** 2
const total = async (pid: number) => {
  const all = [...(await usages(pid)).values()]
  return {
    count: all.length,
    cpuMs: all.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    memory: all.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
  }
}

test.skipIf(process.platform === 'win32')(
  'a process counts with those that it started',
  async () => {
    // Each ends with the pipe from the one above it.
    const inner = `const held = Buffer.alloc(200 * 2 ** 20, 1)
    process.stdin.on('end', () => process.exit()).resume()
    console.log(held.length)`
    const pid = await start(
      `require('child_process').spawn(process.execPath, ['--eval', ${JSON.stringify(inner)}], { stdio: ['pipe', 'inherit', 'inherit'] })
    setInterval(() => {}, 1e6)`,
    )
    const { count, memory } = await total(pid)
    expect(count).toBe(2)
    expect(memory).toBeGreaterThan(200 * megabytes)
  },
)

test.skipIf(process.platform === 'win32')(
  'work takes processor time, waiting takes none',
  async () => {
    const [busy, idle] = await Promise.all([
      start(
        "console.log('on'); const loop = () => { for (let i = 0; i < 1e6; i++); setImmediate(loop) }; loop()",
      ),
      start("console.log('on'); setInterval(() => {}, 1e6)"),
    ])
    const before = await Promise.all([busy, idle].map(total))
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const after = await Promise.all([busy, idle].map(total))
    const [worked = 0, waited = 0] = after.map(
      ({ cpuMs }, index) => cpuMs - (before[index]?.cpuMs ?? 0),
    )
    expect(worked).toBeGreaterThan(100)
    expect(waited).toBeLessThan(worked / 2)
  },
)

test('of this process only itself counts, and of one that is gone, nothing', async () => {
  expect([...(await usages(process.pid)).keys()]).toEqual([process.pid])
  expect((await usages(2 ** 22 + 1)).size).toBe(0)
})

test('where there is no /proc, ps tells the same', () => {
  const listed = `
      1     0   9000 1-02:00:00
     20     1   1000  00:00:02
     21    20   2000   0:03.50
     22    21   4000 01:00:00
     30     1   8000   0:00.00
  `
  const kB = 1024
  expect([...treeOf(20, listed)]).toEqual([
    [20, { cpuMs: 2_000, memoryBytes: 1_000 * kB }],
    [21, { cpuMs: 3_500, memoryBytes: 2_000 * kB }],
    [22, { cpuMs: 3_600_000, memoryBytes: 4_000 * kB }],
  ])
  expect(treeOf(1, listed).get(1)?.cpuMs).toBe(26 * 3_600_000)
  expect(treeOf(99, listed).size).toBe(0)
})
