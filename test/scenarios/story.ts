/** A checkout, a simulated Azure, and the shipped action between them: what every scenario begins with. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { administer, type Caller, callerOf } from '../caller.ts'
import { pickled } from '../models/pickled.ts'
import {
  type ActionRun,
  type ActionStart,
  runAction,
  type StartedAction,
  startAction,
} from '../runner.ts'
import { type Simulator, type SimulatorOptions, startSimulator } from '../simulator/simulator.ts'

export const service = 'breast-cancer'

type Inputs = ActionStart['inputs']

export interface Story {
  readonly simulator: Simulator
  readonly checkout: string
  /** Writes a file of the checkout. */
  write(path: string, content: string | Uint8Array): void
  /** The least inputs that deploy `model.joblib`, with these on top. */
  inputs(overrides?: Inputs): Inputs
  deploy(overrides?: Inputs, env?: Readonly<Record<string, string>>): Promise<ActionRun>
  /** `onLine` hears every line of the log as it is printed. */
  start(
    overrides?: Inputs,
    onLine?: (line: string) => void,
    env?: Readonly<Record<string, string>>,
  ): StartedAction
  /** A caller of the service, with its key. */
  caller(endpoint?: string): Promise<Caller>
  /** The endpoint's traffic without its zeros. */
  traffic(endpoint?: string): Promise<Record<string, number>>
  deployments(endpoint?: string): Promise<string[]>
  modelVersions(name?: string): Promise<string[]>
  /** Takes a service away, with all its deployments. */
  remove(endpoint: string): Promise<void>
  end(): Promise<void>
}

/** Starts a story; stub scoring unless it is about what happens inside the container. */
export async function story(options: SimulatorOptions = {}): Promise<Story> {
  const simulator = await startSimulator({ scoring: 'stub', ...options })
  const checkout = mkdtempSync(join(tmpdir(), 'checkout-'))
  const { azure, env } = simulator
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(checkout, path)), { recursive: true })
    writeFileSync(join(checkout, path), content)
  }
  const inputs = (overrides: Inputs = {}): Inputs => ({
    'client-id': azure.clientId,
    'tenant-id': azure.tenantId,
    'subscription-id': azure.subscriptionId,
    'resource-group': azure.resourceGroup,
    workspace: azure.workspace,
    'model-path': 'model.joblib',
    'service-name': service,
    'smoke-request': '{"data": [[13.4, 20.5, 88.6, 556.7]]}',
    'smoke-count': 1,
    preflight: 'off',
    ...overrides,
  })
  const list = async (path: string) => {
    const answer = await administer(env, azure, 'GET', path)
    if (answer.status === 404) return []
    const { value } = JSON.parse(answer.text) as { value: { name: string }[] }
    return value.map(({ name }) => name).sort()
  }
  write('model.joblib', pickled('the first model'))
  return {
    simulator,
    checkout,
    write,
    inputs,
    deploy: (overrides, more = {}) =>
      runAction({ inputs: inputs(overrides), env: { ...env, ...more }, cwd: checkout }),
    start: (overrides, onLine, more = {}) =>
      startAction({
        inputs: inputs(overrides),
        env: { ...env, ...more },
        cwd: checkout,
        ...(onLine ? { onLine } : {}),
      }),
    caller: (endpoint = service) => callerOf(env, azure, endpoint),
    traffic: async (endpoint = service) => {
      const answer = await administer(env, azure, 'GET', `/onlineEndpoints/${endpoint}`)
      const { properties } = JSON.parse(answer.text) as {
        properties: { traffic: Record<string, number> }
      }
      return Object.fromEntries(Object.entries(properties.traffic).filter(([, share]) => share > 0))
    },
    deployments: (endpoint = service) => list(`/onlineEndpoints/${endpoint}/deployments`),
    modelVersions: (name = service) => list(`/models/${name}/versions`),
    remove: async (endpoint) => {
      await administer(env, azure, 'DELETE', `/onlineEndpoints/${endpoint}`)
    },
    end: async () => {
      await simulator.close()
      rmSync(checkout, { recursive: true, force: true })
    },
  }
}

/** A simulated Azure in which many services have room side by side. */
export const roomy = {
  arrange: (world: { totalCoreLimit: number; coreLimits: Record<string, number> }) => {
    world.totalCoreLimit = 1_000_000
    world.coreLimits['standardDASv4Family'] = 1_000_000
  },
}

/** How a run must have ended. */
export interface Ending {
  readonly status: string
  readonly phase: string
  readonly code: string
  /** What the one message must say: the cause. */
  readonly says: RegExp
  /** What it must say of the remedy. */
  readonly todo: RegExp
}

/** Exit code 1, the outputs, one message with cause and remedy, and the same in the summary. */
export function expectEnding(run: ActionRun, ending: Ending): void {
  const shown = {
    exitCode: run.exitCode,
    status: run.outputs['status'],
    'failed-phase': run.outputs['failed-phase'],
    'error-code': run.outputs['error-code'],
  }
  expect(shown, run.log).toEqual({
    exitCode: 1,
    status: ending.status,
    'failed-phase': ending.phase,
    'error-code': ending.code,
  })
  const messages = run.annotations.filter(
    ({ level, properties }) => level === 'error' && properties['title'],
  )
  expect(messages).toHaveLength(1)
  expect(messages[0]?.message).toMatch(ending.says)
  expect(messages[0]?.message).toMatch(ending.todo)
  expect(run.summary).toContain(`**${ending.code}**`)
  expect(run.log).not.toMatch(/at .*\(file:|node:internal/)
}
