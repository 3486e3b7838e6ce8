import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'
import { type Client, clientOf } from './client.ts'
import type { Simulator } from './simulator.ts'

const directory = mkdtempSync(join(tmpdir(), 'state-'))
const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(directory, { recursive: true, force: true })
})

const start = async (...flags: string[]) => {
  const main = join(import.meta.dirname, 'main.ts')
  const child = spawn(
    process.execPath,
    [main, '--scoring', 'stub', '--state', directory, ...flags],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  running.push(child)
  for await (const line of createInterface(child.stdout)) {
    const ready = JSON.parse(line) as Simulator & { ready: boolean }
    return { child, ready, client: clientOf(ready) }
  }
  throw new Error('The simulator ended before it was ready.')
}

const endpoint = { location: 'eastus2', properties: { authMode: 'Key' } }
const stateOf = async (client: Client) =>
  (await client.arm('GET', 'onlineEndpoints/fraud')).body.properties?.provisioningState

test('it says one line, ends on SIGTERM, and a next one takes over where a killed one stopped', async () => {
  // A scale at which the endpoint is still being created when the process dies.
  const first = await start('--time-scale', '0.05')
  expect(first.ready).toMatchObject({ ready: true, proxy: first.ready.env['HTTPS_PROXY'] })
  expect((await first.client.arm('PUT', 'onlineEndpoints/fraud', endpoint)).status).toBe(201)
  expect(await stateOf(first.client)).toBe('Creating')
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  first.client.close()

  const second = await start()
  expect(second.ready.azure).toEqual(first.ready.azure)
  await expect.poll(() => stateOf(second.client)).toBe('Succeeded')
  second.client.close()
  second.child.kill('SIGTERM')
  expect(await once(second.child, 'exit')).toEqual([0, null])
}, 60_000)
