/** What the conformance tests share: models to deploy, and clients that others wrote, started as anybody would. */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Called, callerOf } from '../caller.ts'
import { type SimulatorProcess, startSimulatorProcess } from '../cli.ts'
import { pythonWith, runPython, training } from '../python.ts'
import { type ActionRun, runAction } from '../runner.ts'
import type { Exchange } from '../simulator/recorder.ts'

const here = import.meta.dirname

/** Rows, and what each model itself answers to them: the two disagree. */
export interface Answers {
  readonly rows: readonly (readonly number[])[]
  readonly tree: readonly number[]
  readonly forest: readonly number[]
}

/** A checkout with two models (`tree.joblib`, `forest/`), a scoring script, a conda file and a request. */
export interface Checkout {
  readonly folder: string
  readonly answers: Answers
  /** The path of something beside the checkout, which goes when it goes. */
  scratch(name: string): string
  remove(): void
}

/** Trains the models for real. */
export async function makeCheckout(): Promise<Checkout> {
  const root = mkdtempSync(join(tmpdir(), 'conformance-'))
  const folder = join(root, 'checkout')
  mkdirSync(folder)
  const python = await pythonWith(training.requirements)
  const answers = await runPython(python, join(here, 'train.py'), folder)
  const { rows } = JSON.parse(answers) as Answers
  writeFileSync(join(folder, 'answers.json'), answers)
  writeFileSync(join(folder, 'request.json'), JSON.stringify({ data: rows }))
  cpSync(join(here, 'service'), join(folder, 'service'), {
    recursive: true,
    filter: (path) => !path.includes('__pycache__'),
  })
  cpSync(join(here, 'conda.yaml'), join(folder, 'conda.yaml'))
  return {
    folder,
    answers: JSON.parse(answers) as Answers,
    scratch: (name) => join(root, name),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

export interface RecordedSimulator extends SimulatorProcess {
  /** What was said so far. */
  exchanges(): readonly Exchange[]
  /** Hosts that a client asked for and that Azure does not have. */
  refused(): readonly string[]
}

/** A simulator as a program of its own, with a recording. */
export async function startRecordedSimulator(): Promise<RecordedSimulator> {
  const folder = mkdtempSync(join(tmpdir(), 'recording-'))
  const file = join(folder, 'recording.jsonl')
  const simulator = await startSimulatorProcess(['--record', file], (line) => console.error(line))
  const exchanges = () =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Exchange)
  return {
    ...simulator,
    exchanges,
    refused: () => exchanges().flatMap(({ method, url }) => (method === 'CONNECT' ? [url] : [])),
    stop: async () => {
      await simulator.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Of the machine's own environment, only what any process needs. */
const machine = ['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'LANG']

/** Where the proxy is, which is all that the clients have in common. */
export const proxyOf = (env: Readonly<Record<string, string>>): Record<string, string> => ({
  HTTPS_PROXY: env['HTTPS_PROXY'] ?? '',
})

export interface Ended {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/** Runs a program that has nothing of the machine's environment but this. */
export function runClient(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const own = machine.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...Object.fromEntries(own), ...env },
  })
  const text = { output: '', errors: '' }
  for (const [name, stream] of [
    ['output', child.stdout],
    ['errors', child.stderr],
  ] as const) {
    createInterface({ input: stream }).on('line', (line) => {
      text[name] += `${line}\n`
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...text }))
  })
}

/** One line of what azure_ai_ml.py reports. */
export interface Report {
  readonly step: string
  readonly ok?: boolean
  readonly error?: string
  readonly [seen: string]: unknown
}

/** Makes sure that Microsoft's Python SDK is there: it is installed at the first call. */
export const pythonSdk = (): Promise<string> =>
  pythonWith(
    readFileSync(join(here, 'requirements.txt'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#')),
  )

/** Runs a command of azure_ai_ml.py. */
export async function runPythonSdk(
  { env, azure }: SimulatorProcess,
  ...args: readonly string[]
): Promise<readonly Report[]> {
  const { code, output, errors } = await runClient(
    await pythonSdk(),
    [join(here, 'azure_ai_ml.py'), ...args],
    {
      ...proxyOf(env),
      REQUESTS_CA_BUNDLE: env['REQUESTS_CA_BUNDLE'] ?? '',
      AZURE_TENANT_ID: azure.tenantId,
      AZURE_CLIENT_ID: azure.clientId,
      AZURE_CLIENT_SECRET: azure.clientSecret,
      AZURE_SUBSCRIPTION_ID: azure.subscriptionId,
      AZURE_RESOURCE_GROUP: azure.resourceGroup,
      AZURE_WORKSPACE: azure.workspace,
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONWARNINGS: 'ignore',
    },
  )
  if (code !== 0) throw new Error(`azure_ai_ml.py ${args.join(' ')} failed:\n${errors}`)
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Report)
}

/** Runs the action with the scoring script and the conda file that the SDK deploys too. */
export async function deployByAction(
  { env, azure }: SimulatorProcess,
  { folder, answers }: Checkout,
  model: 'tree' | 'forest',
  inputs: Readonly<Record<string, string>>,
): Promise<ActionRun> {
  const run = await runAction({
    cwd: folder,
    env,
    inputs: {
      'client-id': azure.clientId,
      'tenant-id': azure.tenantId,
      'subscription-id': azure.subscriptionId,
      'resource-group': azure.resourceGroup,
      workspace: azure.workspace,
      'entry-script': 'service/score.py',
      'conda-file': 'conda.yaml',
      'instance-type': 'Standard_D2as_v4',
      'smoke-request': JSON.stringify({ data: answers.rows }),
      'smoke-expect': JSON.stringify({ predict: answers[model] }),
      'smoke-count': '1',
      preflight: 'off',
      ...inputs,
    },
  })
  if (run.exitCode !== 0) throw new Error(`the action failed:\n${run.log}`)
  return run
}

/** Asks an endpoint as any caller does. */
export async function ask(
  { env, azure }: SimulatorProcess,
  endpoint: string,
  { rows }: Answers,
): Promise<{ called: Called; predict: unknown }> {
  const called = await (await callerOf(env, azure, endpoint)).score({ data: rows })
  if (called.status !== 200) throw new Error(`HTTP ${called.status}: ${called.text}`)
  return { called, predict: (JSON.parse(called.text) as { predict: unknown }).predict }
}
