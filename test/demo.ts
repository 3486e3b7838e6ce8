/**
 * `npm run demo`: a trained model becomes a tested endpoint, before your eyes and without an Azure
 * account. `-- --record FILE` keeps every request, `-- --time-scale X` brings back Azure's pace.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { callerOf } from './caller.ts'
import { type SimulatorProcess, startSimulatorProcess } from './cli.ts'
import { pythonWith, runPython, training } from './python.ts'
import { type ActionRun, runAction } from './runner.ts'

const { values: options } = parseArgs({
  options: { record: { type: 'string' }, 'time-scale': { type: 'string', default: '0' } },
})

const service = 'breast-cancer'
const say = (text: string) => console.log(text)
const heading = (text: string) =>
  say(`\n━━━ ${text} ${'━'.repeat(Math.max(0, 90 - text.length))}\n`)
const quote = (text: string) => say(text.trimEnd().replace(/^/gm, '  │ '))

interface Trained {
  readonly accuracy: number
  readonly samples: Readonly<
    Record<'malignant' | 'benign', { row: readonly number[]; predict: number }>
  >
}

class DemoFailed extends Error {}

function insist(condition: boolean, otherwise: string): void {
  if (!condition) throw new DemoFailed(otherwise)
}

/** Trains for real and returns what the model itself answers. */
async function train(
  python: string,
  checkout: string,
  ...options: readonly string[]
): Promise<Trained> {
  const script = resolve(import.meta.dirname, 'models/breast_cancer.py')
  const trained = JSON.parse(
    await runPython(python, script, join(checkout, 'outputs/breast_cancer.joblib'), ...options),
  ) as Trained
  const { malignant, benign } = trained.samples
  say(
    `A decision tree, right in ${(trained.accuracy * 100).toFixed(1)} % of the cases that it had not seen.`,
  )
  say(
    `It says ${malignant.predict} (malignant) for ${JSON.stringify(malignant.row)}, and ${benign.predict} (benign) for ${JSON.stringify(benign.row)}.`,
  )
  return trained
}

/** The runner keeps masks and, unless asked, debug lines to itself, and colours its commands. */
function showLine(line: string): void {
  if (/^::(add-mask|debug)/.test(line)) return
  quote(line.replace(/^::group::/, '▸ ').replace(/^::endgroup::$/, ''))
}

/** One workflow step, shown as a person would see it in the job. */
async function deploy(
  simulator: SimulatorProcess,
  checkout: string,
  trained: Trained,
): Promise<ActionRun> {
  const { azure, env } = simulator
  const rows = [trained.samples.malignant, trained.samples.benign]
  const inputs = {
    'client-id': azure.clientId,
    'tenant-id': azure.tenantId,
    'subscription-id': azure.subscriptionId,
    'resource-group': azure.resourceGroup,
    workspace: azure.workspace,
    'model-path': 'outputs/breast_cancer.joblib',
    'service-name': service,
    cpu: 1,
    memory: 2,
    'smoke-request': JSON.stringify({ data: rows.map(({ row }) => row) }),
    'smoke-expect': JSON.stringify({ predict: rows.map(({ predict }) => predict) }),
  }
  quote(
    `- uses: azureml-deploy/azureml-deploy@v1\n  with:\n${Object.entries(inputs)
      .map(([name, value]) => `    ${name}: ${value}`)
      .join('\n')}`,
  )
  heading('The log of the job')
  const run = await runAction({
    inputs,
    // A machine of one's own keeps what it installed for the next run.
    env: { ...env, RUNNER_TOOL_CACHE: resolve(import.meta.dirname, '../.cache/preflight') },
    cwd: checkout,
    onLine: showLine,
  })
  heading('Its outputs')
  for (const [name, value] of Object.entries(run.outputs))
    if (name !== 'result' && value !== '') say(`  ${name}: ${value}`)
  heading('Its summary')
  quote(run.summary)
  insist(run.exitCode === 0, `the action ended with exit code ${run.exitCode}`)
  return run
}

/** Asks the live endpoint what the model was asked, and compares. */
async function ask({ env, azure }: SimulatorProcess, trained: Trained): Promise<void> {
  heading('Asking the live endpoint')
  const caller = await callerOf(env, azure, service)
  for (const [name, { row, predict }] of Object.entries(trained.samples)) {
    const answer = await caller.score({ data: [row] })
    say(
      `  ${name}: ${JSON.stringify({ data: [row] })} → ${answer.text}, answered by ${answer.headers['azureml-model-deployment']}; the model itself says ${predict}`,
    )
    insist(
      answer.status === 200 && isDeepStrictEqual(JSON.parse(answer.text), { predict: [predict] }),
      `the endpoint does not answer as the model does: HTTP ${answer.status} ${answer.text}`,
    )
  }
}

async function demo(): Promise<void> {
  heading('Training a model')
  const python = await pythonWith(training.requirements, () =>
    say(`Installing ${training.requirements.join(', ')} (once) …`),
  )
  const checkout = mkdtempSync(join(tmpdir(), 'azureml-deploy-demo-'))
  mkdirSync(join(checkout, 'outputs'))
  if (options.record) writeFileSync(options.record, '')
  const first = await train(python, checkout)

  heading('Starting the simulator of GitHub, Microsoft Entra ID, Azure ML and Blob Storage')
  const simulator = await startSimulatorProcess([
    '--time-scale',
    options['time-scale'],
    ...(options.record ? ['--record', options.record] : []),
  ])
  say(`A proxy on ${simulator.proxy} stands for all of them; the action talks to their real names.`)
  try {
    heading('1. Deploying it: one step of a workflow')
    say(
      'The first time, the environment of the service is installed for real, which takes a while.',
    )
    const deployed = await deploy(simulator, checkout, first)
    insist(
      deployed.outputs['status'] === 'deployed',
      `expected deployed, got ${deployed.outputs['status']}`,
    )
    await ask(simulator, first)

    heading('2. Deploying the same again: nothing to do')
    const again = await deploy(simulator, checkout, first)
    insist(
      again.outputs['status'] === 'unchanged',
      `expected unchanged, got ${again.outputs['status']}`,
    )

    heading('3. Deploying a retrained model: beside the old one, then in its place')
    const second = await train(python, checkout, '--depth', '4', '--seed', '7')
    const switched = await deploy(simulator, checkout, second)
    insist(
      switched.outputs['status'] === 'deployed',
      `expected deployed, got ${switched.outputs['status']}`,
    )
    insist(
      switched.outputs['previous-deployment'] === deployed.outputs['deployment-name'],
      'the new deployment did not follow the old one',
    )
    insist(
      switched.outputs['deployment-name'] !== deployed.outputs['deployment-name'],
      'the retrained model is not a new deployment',
    )
    await ask(simulator, second)
  } finally {
    await simulator.stop()
    rmSync(checkout, { recursive: true, force: true })
  }
  heading('Done')
  say(
    'deployed → unchanged → deployed: every answer came from a real scoring server with the uploaded model.',
  )
}

try {
  await demo()
} catch (error) {
  if (!(error instanceof DemoFailed)) throw error
  console.error(`\nThe demo failed: ${error.message}`)
  process.exitCode = 1
}
