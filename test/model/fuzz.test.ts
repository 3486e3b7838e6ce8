/** However a model file is changed, its user is told what it is or what is wrong with it. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const fuzzer = join(import.meta.dirname, 'fuzz/fuzzer.ts')

/** `FUZZ_SEED=7 FUZZ_SECONDS=600 npm test -- test/model/fuzz.test.ts` */
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1e6))
const seconds = Number(process.env['FUZZ_SECONDS'] ?? 20)

/** In milliseconds; a round takes a few, on a busy machine a hundred. */
const longestRound = 15_000
/** In KiB: the readers' own bounds and what Node itself takes. */
const mostMemory = 512 << 10

interface Fuzzed {
  readonly code: number | null
  /** The number of the last round. */
  readonly round: string
  /** What the fuzzer counted. */
  readonly last: string
  readonly stderr: string
  readonly hung: boolean
}

/** Runs the fuzzer, and ends it when a round does not end: an endless loop hears no timer of its own. */
function fuzz(): Promise<Fuzzed> {
  const child = spawn(process.execPath, [fuzzer, `${seed}`, `${seconds}`])
  let [round, last, stderr, hung] = ['', '', '', false]
  const hang = () => {
    hung = true
    child.kill('SIGKILL')
  }
  let watchdog = setTimeout(hang, longestRound)
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    clearTimeout(watchdog)
    watchdog = setTimeout(hang, longestRound)
    last = text.trimEnd().split('\n').at(-1) ?? ''
    if (/^\d+$/.test(last)) round = last
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(watchdog)
      resolve({ code, round, last, stderr, hung })
    })
  })
}

test(`a changed file is met with an answer or one clear error (seed ${seed})`, {
  timeout: (seconds + 60) * 1000,
}, async () => {
  const { code, round, last, stderr, hung } = await fuzz()
  const again = `node test/model/fuzz/fuzzer.ts ${seed} 1 ${round}`
  expect({ code, stderr, hung }, again).toEqual({ code: 0, stderr: '', hung: false })
  const { described, refused, rss } = JSON.parse(last)
  expect(described).toBeGreaterThan(0)
  expect(refused).toBeGreaterThan(0)
  expect(rss, 'KiB of memory').toBeLessThan(mostMemory)
})
