/** Deploys a model of the zoo as a user would, with nothing but its path, a name and a size. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { callerOf } from '../caller.ts'
import { type ActionRun, runAction } from '../runner.ts'
import type { Simulator } from '../simulator/simulator.ts'
import { agree, type ZooCase } from './zoo.ts'

/** What went wrong with a case, a line each; none when everything is as the library itself has it. */
export interface Visit {
  readonly case: ZooCase
  readonly wrong: readonly string[]
  readonly ms: number
}

const service = 'zoo'
const size = { cpu: 1, memory: 2 } as const

/** Inputs that only some formats take: what their files do not record. */
export type Extra = Readonly<Record<string, string>>

/** `mode: check`, with the library's own answer as the expected one. */
export async function checkCase(zooCase: ZooCase, extra: Extra = {}): Promise<Visit> {
  const started = performance.now()
  const run = await runAction({
    inputs: {
      mode: 'check',
      'model-path': zooCase.model,
      'service-name': service,
      ...size,
      preflight: 'on',
      'smoke-request': JSON.stringify(zooCase.request),
      'smoke-expect': JSON.stringify({ body: zooCase.answer, tolerance: 1e-5 }),
      ...extra,
    },
    env: packageIndexes(),
    cwd: mkdtempSync(join(tmpdir(), 'zoo-check-')),
  })
  const wrong =
    run.outputs['status'] === 'planned' ? [] : [`check: ${run.outputs['status']}`, errorsOf(run)]
  return { case: zooCase, wrong, ms: performance.now() - started }
}

/** A deployment whose smoke request is invented, and then the case's own request. */
export async function deployCase(
  { azure, env }: Pick<Simulator, 'azure' | 'env'>,
  zooCase: ZooCase,
  extra: Extra = {},
): Promise<Visit> {
  const started = performance.now()
  const run = await runAction({
    inputs: {
      'client-id': azure.clientId,
      'tenant-id': azure.tenantId,
      'subscription-id': azure.subscriptionId,
      'resource-group': azure.resourceGroup,
      workspace: azure.workspace,
      'model-path': zooCase.model,
      // One service for all: every model takes the place of the one before.
      'service-name': service,
      ...size,
      preflight: 'off',
      ...extra,
    },
    env,
    cwd: mkdtempSync(join(tmpdir(), 'zoo-deploy-')),
  })
  const wrong: string[] = []
  if (run.outputs['status'] === 'deployed') {
    const caller = await callerOf(env, azure, service)
    const { status, text } = await caller.score(zooCase.request)
    if (status !== 200 || !agree(JSON.parse(text), zooCase.answer))
      wrong.push(`answered ${status} ${text}, expected ${JSON.stringify(zooCase.answer)}`)
  } else {
    wrong.push(`deploy: ${run.outputs['status']}`, errorsOf(run))
  }
  return { case: zooCase, wrong, ms: performance.now() - started }
}

const errorsOf = (run: ActionRun): string =>
  run.annotations.map(({ message }) => message).join('\n') || run.log.slice(-2000)

/** A runner reaches the package indexes as the machine does. */
const packageIndexes = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      /^(PIP|UV)_|_PROXY$|_proxy$|^(SSL_CERT_FILE|REQUESTS_CA_BUNDLE)$/.test(name) && value
        ? [[name, value]]
        : [],
    ),
  )
