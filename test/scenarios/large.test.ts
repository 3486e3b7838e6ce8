/** A large model: constant memory, and no accident on the way costs a byte. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pickledAround } from '../models/pickled.ts'
import type { Accident } from '../simulator/faults.ts'
import { type Story, service, story } from './story.ts'

const GiB = 1024 ** 3
const size = 2 * GiB

let it: Story
beforeAll(async () => {
  it = await story()
})
afterAll(() => it.end())

/** A model of two gigabytes of which every block is different, without writing them all. */
function writeLarge(path: string, bytes = size): void {
  const frame = pickledAround({ note: 'large' })
  const ballast = bytes - frame[0].byteLength - frame[1].byteLength
  const [before, after] = pickledAround({ note: 'large', ballast })
  const file = openSync(path, 'w')
  ftruncateSync(file, bytes)
  writeSync(file, before, 0, before.byteLength, 0)
  writeSync(file, after, 0, after.byteLength, bytes - after.byteLength)
  for (let at = 0; at < bytes; at += 8 * 1024 ** 2) {
    writeSync(file, createHash('sha512').update(String(at)).digest(), 0, 64, at + 1000)
  }
  closeSync(file)
}

/** The most memory that a process has had so far, in MB, as its operating system counts it. */
function memoryOf(pid: number): number {
  try {
    if (process.platform === 'linux') {
      const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      return Number(peak ?? 0) / 1024
    }
    if (process.platform === 'win32') {
      const row = execFileSync('tasklist', ['/fi', `PID eq ${pid}`, '/fo', 'csv', '/nh'], {
        encoding: 'utf8',
      })
      return Number(/"([\d.,]+) K"/.exec(row)?.[1]?.replace(/\D/g, '') ?? 0) / 1024
    }
    return (
      Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024
    )
  } catch {
    // It has just ended.
    return 0
  }
}

test('of 2 GiB is digested and uploaded in constant memory, through throttling and broken connections', async () => {
  writeLarge(join(it.checkout, 'large.pkl'))
  const accidents: readonly (readonly [number, Accident])[] = [
    [3, { status: 429, headers: { 'retry-after': '1', 'x-ms-error-code': 'OperationTimedOut' } }],
    [11, { status: 503, headers: { 'x-ms-error-code': 'ServerBusy' } }],
    [29, { reset: true }],
    [47, { afterEffect: true }],
    [83, { status: 500, headers: { 'x-ms-error-code': 'InternalError' } }],
    [120, { reset: true }],
  ]
  for (const [nth, accident] of accidents) {
    it.simulator.fault({ match: { method: 'PUT', url: 'comp=block&', nth }, do: accident })
  }
  for (const accident of [{ status: 503 }, { afterEffect: true }]) {
    it.simulator.fault({ match: { method: 'PUT', url: 'comp=blocklist', nth: 1 }, do: accident })
  }
  // What happens to the bytes afterwards is another story.
  it.simulator.world.deny(
    'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments/write',
  )

  const { process, done } = it.start({ 'model-path': 'large.pkl' })
  let peak = 0
  let ended = false
  void done.then(() => {
    ended = true
  })
  while (!ended) {
    peak = Math.max(peak, memoryOf(process.pid ?? 0))
    await sleep(100)
  }
  const run = await done
  expect(run.outputs, run.log).toMatchObject({
    'failed-phase': 'deployment',
    'error-code': 'permission-denied',
    'model-version': '1',
  })
  console.log(`peak memory of the action: ${Math.round(peak)} MB`)
  expect(peak).toBeGreaterThan(40)
  expect(peak).toBeLessThan(250)
  expect(run.log).toMatch(
    /uploading the model \(large\.pkl\): \d+ % of 2\.1 GB, \d+ MB\/s, .* left/,
  )

  // Every block is there once more than it had to be sent, and the whole is what it was.
  const sent = it.simulator.exchanges.filter(
    ({ method, url }) => method === 'PUT' && url.includes('comp=block&'),
  )
  expect(sent.length).toBe(size / (8 * 1024 ** 2) + accidents.length)
  const commits = it.simulator.exchanges.filter(({ url }) => url.includes('comp=blocklist'))
  expect(commits.at(-1)?.requestHeaders['x-ms-meta-sha256']).toBe(
    await sha256(join(it.checkout, 'large.pkl')),
  )

  // A second run finds the model by its digest: nothing goes over the wire again.
  const before = it.simulator.exchanges.length
  const again = await it.deploy({ 'model-path': 'large.pkl' })
  expect(again.log).toContain('model: breast-cancer:1 has this content already; nothing uploaded')
  expect(it.simulator.exchanges.slice(before).filter(({ url }) => url.includes('.blob.'))).toEqual(
    [],
  )
  expect(await it.modelVersions(service)).toEqual(['1'])
}, 600_000)

test('whose upload is killed is not uploaded from the beginning', async () => {
  writeLarge(join(it.checkout, 'large.pkl'), size / 8)
  const inputs = { 'model-path': 'large.pkl', 'service-name': 'resumed' }
  const blocks = () =>
    it.simulator.exchanges.filter(
      ({ method, url, status }) =>
        method === 'PUT' && url.includes('comp=block&') && status === 201,
    ).length
  const from = blocks()
  const { process, done } = it.start(inputs)
  while (blocks() - from < 10) await sleep(5)
  process.kill('SIGKILL')
  await done
  const sent = blocks() - from
  const again = await it.deploy(inputs, { GITHUB_RUN_ATTEMPT: '2' })
  expect(again.outputs['error-code'], again.log).toBe('permission-denied')
  const total = size / 8 / (8 * 1024 ** 2)
  // What was on its way when the run was killed may have arrived or not.
  expect(blocks() - from).toBeLessThanOrEqual(total + 6)
  expect(sent).toBeGreaterThanOrEqual(10)
  expect(await it.modelVersions('resumed')).toEqual(['1'])
}, 300_000)

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 22 })) hash.update(piece)
  return hash.digest('hex')
}
