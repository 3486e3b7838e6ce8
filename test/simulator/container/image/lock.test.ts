import { existsSync } from 'node:fs'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withLock } from './lock.ts'

let path: string
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'lock-')), 'build.lock')
})
afterEach(() => rm(join(path, '..'), { recursive: true }))

test('only one works at a time', async () => {
  let working = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++working)
    await sleep(20)
    working--
  }
  await Promise.all(Array.from({ length: 5 }, () => withLock(path, work)))
  expect(most).toBe(1)
  expect(existsSync(path)).toBe(false)
})

test('work that fails leaves no lock', async () => {
  const failing = withLock(path, () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(existsSync(path)).toBe(false)
})

test('a holder that died does not hold', async () => {
  await writeFile(path, '999999999')
  expect(await withLock(path, async () => 'mine')).toBe('mine')
})

test('nobody holds for ever', async () => {
  await writeFile(path, String(process.pid))
  const anHourAgo = Date.now() / 1000 - 3600
  await utimes(path, anHourAgo, anHourAgo)
  expect(await withLock(path, async () => 'mine')).toBe('mine')
})
