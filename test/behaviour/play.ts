/** A new model, brought into service in one of the ways, under the eyes of callers and on the real inference server. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ActionRun } from '../runner.ts'
import type { Story } from '../scenarios/story.ts'
import { type Behaviour, good } from './models.ts'
import type { Way } from './strategies.ts'

/** How it ended. */
export interface Verdict {
  /** `deployed`, or the status and what the run said of the model. */
  readonly ended: string
  /** What was promised and did not hold; none when all is well. */
  readonly wrong: readonly string[]
  readonly log: string
}

/** A machine of 3.5 GB: what leaks is full soon. */
const size = 'Standard_DS1_v2'

const code = {
  'entry-script': 'serving/score.py',
  'conda-file': 'serving/conda.yml',
  'instance-type': size,
  // As many come together: three callers, and the run that asks.
  'max-concurrent-requests': '4',
  'smoke-request': '{"data": [[1, 2], [3, 4]]}',
  'smoke-expect': '{"predict": [3, 7]}',
}

let count = 0

/** Deploys a good model, then the one that behaves so, and sees what becomes of both. */
export async function play(it: Story, way: Way, behaviour: Behaviour): Promise<Verdict> {
  const service = `behaviour-${++count}`
  const inputs = { ...code, 'service-name': service }
  it.write(
    'serving/conda.yml',
    'dependencies: [python=3.12, pip, {pip: [azureml-inference-server-http==1.5.1]}]',
  )
  it.write('serving/score.py', good.script)
  const first = await it.deploy(inputs)
  if (first.outputs['status'] !== 'deployed') throw new Error(first.log)
  const old = first.outputs['deployment-name'] ?? ''

  it.write('serving/score.py', `# ${behaviour.name}\n${behaviour.script}`)
  const callers = call(it, service)
  await sleep(2_000)
  it.simulator.clock.advance(60_000)
  const run = await bring(it, way, inputs)
  const answers = await callers.end()

  const wrong = behaviour.why ? takenBack(run, behaviour, behaviour.why) : deployed(run)
  const name = run.outputs['deployment-name'] ?? ''
  const serving = behaviour.why ? old : name
  const found = JSON.stringify(await it.traffic(service))
  if (found !== JSON.stringify({ [serving]: 100 })) wrong.push(`the traffic is ${found}`)
  const left = (await it.deployments(service)).filter((one) => one !== serving)
  // What was left at 0 % to be tried stays for who left it there.
  if (left.length > 0 && !(behaviour.why && way.promote)) wrong.push(`${left} was left behind`)
  const after = await (await it.caller(service)).score({ data: [[1, 2]] })
  if (after.text !== '{"predict": [3]}') wrong.push(`answers ${after.status} ${after.text}`)
  // In place, there is no old deployment beside the new one.
  if (way.name !== 'in-place') wrong.push(...answers.filter(({ by }) => by === old).map(told))
  await it.remove(service)
  return { ended: endingOf(run), wrong, log: run.log }
}

/** The runs that it takes; the last of them. */
async function bring(
  it: Story,
  { deploy, promote }: Way,
  inputs: Readonly<Record<string, string>>,
) {
  const one = await watched(it, { ...inputs, ...deploy })
  if (!promote || one.exitCode !== 0) return one
  return watched(it, {
    mode: 'promote',
    'model-path': '',
    'service-name': inputs['service-name'] ?? '',
    'smoke-request': inputs['smoke-request'] ?? '',
    'smoke-expect': inputs['smoke-expect'] ?? '',
    ...promote,
  })
}

/** A minute of Azure's goes by in two seconds as soon as the new deployment is watched. */
async function watched(it: Story, inputs: Readonly<Record<string, string>>): Promise<ActionRun> {
  let minutes: NodeJS.Timeout | undefined
  const { done } = it.start(inputs, (line) => {
    if (line.includes('bake: watching'))
      minutes ??= setInterval(() => it.simulator.clock.advance(60_000), 2_000)
  })
  return done.finally(() => clearInterval(minutes))
}

interface Answer {
  readonly by: string
  readonly status: number
  readonly text: string
}

/** Three callers who never stop; what was wrong with their answers. */
function call(it: Story, service: string) {
  const wrong: Answer[] = []
  let calling = true
  const life = async () => {
    const caller = await it.caller(service)
    while (calling) {
      const { status, headers, text } = await caller.score({ data: [[1, 2]] })
      if (text !== '{"predict": [3]}')
        wrong.push({ by: headers['azureml-model-deployment'] ?? 'nobody', status, text })
      await sleep(50)
    }
  }
  const lives = Promise.all(Array.from({ length: 3 }, life))
  return {
    async end(): Promise<readonly Answer[]> {
      calling = false
      await lives
      return wrong
    },
  }
}

const told = ({ by, status, text }: Answer) => `${by}, the old one, answered ${status} ${text}`

function deployed({ exitCode, outputs }: ActionRun): string[] {
  return exitCode === 0 && outputs['status'] === 'deployed' ? [] : [`status ${outputs['status']}`]
}

/** Red by itself, with the reason in its one message and in the summary. */
function takenBack(run: ActionRun, { early }: Behaviour, why: RegExp): string[] {
  const wrong: string[] = []
  const status = run.outputs['status'] ?? ''
  if (run.exitCode !== 1) wrong.push(`exit code ${run.exitCode}`)
  if (!(early ? ['smoke-failed', 'rolled-back'] : ['rolled-back']).includes(status))
    wrong.push(`status ${status}`)
  if (!run.log.includes('Log of the scoring container')) wrong.push('no log of the container')
  if (!why.test(messageOf(run))) wrong.push(`says: ${messageOf(run)}`)
  if (!why.test(run.summary.replaceAll('\\', ''))) wrong.push(`the summary says: ${run.summary}`)
  return wrong
}

const messageOf = ({ annotations }: ActionRun): string =>
  annotations
    .filter(({ level, properties }) => level === 'error' && properties['title'])
    .map(({ message }) => message)
    .join('\n')

const endingOf = (run: ActionRun): string => `${run.outputs['status']} ${messageOf(run)}`.trim()
