/** The action: one run, one report. */
import { asActionError } from './errors.ts'
import { cancellation } from './github/cancellation.ts'
import { cacheFolder, readOrigin, scratchFolder } from './github/context.ts'
import { download } from './github/download.ts'
import { checkout, writeFile } from './github/files.ts'
import { readInputs } from './github/inputs.ts'
import { makeLog } from './github/log.ts'
import { hasEnded } from './github/process.ts'
import { report } from './github/report.ts'
import { openShow } from './github/show.ts'
import { rememberUnsettled } from './github/state.ts'
import { askForToken } from './github/token.ts'
import { run } from './run.ts'

// While a run waits for an answer that never comes, Node would take it for finished and say nothing.
const alive = setInterval(() => {}, 60_000)
const inputs = readInputs(process.env)
const origin = readOrigin(process.env)
const log = makeLog(performance.now())
const show = openShow(inputs['github-token'], process.env, origin, log)
const result = await run({
  inputs,
  files: checkout,
  write: writeFile,
  origin,
  hasEnded,
  log,
  signal: cancellation(),
  askForToken,
  github: show,
  download,
  scratch: scratchFolder(process.env),
  cache: cacheFolder(process.env),
  environment: process.env,
  remember: rememberUnsettled,
}).catch((thrown: unknown) => ({
  status: 'failed' as const,
  error: asActionError(thrown).failure,
  timeline: [],
  totalMs: performance.now(),
}))
await report(result)
await show.end(result)
clearInterval(alive)
