/** One cell of the matrix: a rollout with one accident, and the run after it. */
import { platform } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { pickled } from '../models/pickled.ts'
import type { ActionRun } from '../runner.ts'
import type { Story } from '../scenarios/story.ts'
import type { Accident } from '../simulator/faults.ts'
import { watch } from './caller.ts'
import { type Moment, momentsOf } from './moments.ts'

/** What happens at a moment: to the request, or to the whole run. */
export type Blow =
  | { readonly accident: Accident }
  /** From then on so many reads show what was there before each write. */
  | { readonly staleReads: number }
  | { readonly kill: NodeJS.Signals }

/** How a cell ended. */
export interface Outcome {
  /** `deployed`, or how the run failed: `failed/permission-denied`. */
  readonly ended: string
  /** Whether the moment came at all: requests that depend on time do not always. */
  readonly struck: boolean
  /** What broke a promise; none when all is well. */
  readonly wrong: readonly string[]
  readonly log: string
}

/** Old and new are scaled, so that the settings that do it may be left behind, too. */
const scaled = { autoscale: '{min: 1, max: 2}' }
const rollout = {
  ...scaled,
  strategy: 'canary',
  'traffic-steps': '[20, 100]',
  'bake-time': '400ms',
}

/**
 * The run after it is a plain other one. Where nobody can tell whether a process still runs, it would
 * wait until the killed one had had its time; there it is the next attempt of the same.
 */
const another: Readonly<Record<string, string>> =
  platform === 'linux' ? { GITHUB_RUN_ID: '17250911999' } : { GITHUB_RUN_ATTEMPT: '2' }

/** The names are of one length and shape, so that a moment of one service is one of all. */
let count = 0
const nextService = () => `matrix-${String(++count).padStart(4, '0')}`

async function prepare(it: Story) {
  const service = nextService()
  it.write('model.joblib', pickled(`the old model of ${service}`))
  const first = await it.deploy({ 'service-name': service, ...scaled })
  const old = first.outputs['deployment-name'] ?? ''
  if (first.outputs['status'] !== 'deployed') throw new Error(first.log)
  it.write('model.joblib', pickled(`the new model of ${service}`))
  return { service, old }
}

/** The moments of a rollout in which nothing goes wrong. */
export async function rehearse(it: Story): Promise<readonly Moment[]> {
  const { service } = await prepare(it)
  const from = it.simulator.exchanges.length
  const run = await it.deploy({ 'service-name': service, ...rollout })
  if (run.outputs['status'] !== 'deployed') throw new Error(run.log)
  const moments = momentsOf(it.simulator.exchanges.slice(from), service)
  await it.remove(service)
  return moments
}

/** Strikes one moment of a rollout, and sees what becomes of the service and of the run after. */
export async function play(it: Story, moment: Moment, blow: Blow): Promise<Outcome> {
  const { service, old } = await prepare(it)
  const inputs = { 'service-name': service, ...rollout }
  const watching = await watch(it.simulator, service, [old])
  const wrong: string[] = []
  const struck = strike(it, moment, blow)
  const run = await runUnder(it, inputs, blow, struck)
  struck.over()
  const status = run.outputs['status'] ?? ''
  const killed = run.signal !== null
  if (status === 'deployed') {
    // What may not have been deleted any more is said, and is the next run's to delete.
    const mayBeLeft = /clean-up: (deployment|autoscale) /.test(run.log) ? [old] : []
    wrong.push(...(await demandNew(it, service, run, mayBeLeft)))
  } else if (!killed) {
    if (run.exitCode !== 1) wrong.push(`status '${status}' with exit code ${run.exitCode}`)
    if (!['failed', 'smoke-failed', 'rolled-back', 'cancelled'].includes(status))
      wrong.push(`ended with status '${status}'`)
    if (run.summary === '') wrong.push('no summary')
    const traffic = JSON.stringify(await it.traffic(service))
    if (traffic !== JSON.stringify({ [old]: 100 })) wrong.push(`red with traffic ${traffic}`)
  }
  const next = await it.deploy(inputs, another)
  if (!/^(deployed|unchanged)$/.test(next.outputs['status'] ?? ''))
    wrong.push(
      `the next run: ${next.outputs['status']}: ${next.outputs['error-code']}\n${next.log}`,
    )
  else
    wrong.push(...(await demandNew(it, service, next)).map((text) => `after the next run: ${text}`))
  const { wrong: calls } = await watching.end()
  wrong.push(...new Set(calls))
  await it.remove(service)
  return {
    ended: killed
      ? `killed by ${run.signal}`
      : status === 'deployed'
        ? status
        : `${status}/${run.outputs['error-code']}`,
    struck: struck.happened(),
    wrong,
    log: run.log,
  }
}

interface Struck {
  happened(): boolean
  /** What has not struck by now never will. */
  over(): void
}

/** Lays the accident, and tells when its request has come. */
function strike(it: Story, { method, url, nth }: Moment, blow: Blow): Struck {
  const from = it.simulator.exchanges.length
  const pattern = new RegExp(url)
  const accident = 'accident' in blow ? blow.accident : { delayMs: 60 }
  const over = it.simulator.fault({ match: { method, url, nth }, do: accident })
  return {
    over,
    happened: () =>
      it.simulator.exchanges
        .slice(from)
        .filter((exchange) => exchange.method === method && pattern.test(exchange.url)).length >=
      nth,
  }
}

async function runUnder(
  it: Story,
  inputs: Readonly<Record<string, string>>,
  blow: Blow,
  struck: Struck,
): Promise<ActionRun> {
  const { process, done } = it.start(inputs)
  if ('accident' in blow) return done
  let ended = false
  void done.then(() => {
    ended = true
  })
  while (!ended && !struck.happened()) await sleep(5)
  if ('kill' in blow) process.kill(blow.kill)
  else it.simulator.world.staleReads = blow.staleReads
  const run = await done
  it.simulator.world.staleReads = 0
  return run
}

/** Everything is as it was asked: one deployment, all the traffic, no model version too many. */
async function demandNew(
  it: Story,
  service: string,
  run: ActionRun,
  mayBeLeft: readonly string[] = [],
): Promise<readonly string[]> {
  const name = run.outputs['deployment-name'] ?? ''
  const found = {
    traffic: await it.traffic(service),
    deployments: (await it.deployments(service)).filter((one) => !mayBeLeft.includes(one)),
    // How many, not which: a number that Azure refuses is left out.
    versions: (await it.modelVersions(service)).length,
    scaled: scaledOf(it, service).filter((one) => !mayBeLeft.includes(one)),
  }
  const wanted = {
    traffic: { [name]: 100 },
    deployments: [name],
    versions: 2,
    scaled: [name],
  }
  return JSON.stringify(found) === JSON.stringify(wanted)
    ? []
    : [`expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`]
}

/** The deployments, there or gone, that a setting scales. */
const scaledOf = ({ simulator }: Story, service: string): readonly string[] =>
  Object.values(simulator.world.autoscaleSettings).flatMap(({ properties }) => {
    const [, name] = String(properties['targetResourceUri']).split(`/${service}/deployments/`)
    return name ?? []
  })
