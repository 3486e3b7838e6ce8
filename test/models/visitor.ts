/** Deploys a model of the zoo as a user would, with nothing but its path, a name and a size. */
import { mkdtempSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Description } from '../../src/model/description.ts'
import { environmentOf } from '../../src/serving/environment.ts'
import { versions } from '../../src/serving/frameworks.ts'
import { callerOf } from '../caller.ts'
import { type ActionRun, runAction } from '../runner.ts'
import type { Simulator } from '../simulator/simulator.ts'
import { uvFolder } from './venv.ts'
import { agree, type Exhibit, type ZooCase } from './zoo.ts'

/** What went wrong with a case, a line each; none when everything is as the library itself has it. */
export type Wrong = readonly string[]

/** Inputs beside the least, such as what only some formats record. */
export type Extra = Readonly<Record<string, string>>

const least = (model: string, service = 'zoo') => ({
  'model-path': model,
  'service-name': service,
  cpu: 1,
  memory: 2,
})

/** The version that a user has to give, because the file does not record it. */
export function unrecorded({ requirements }: Exhibit, description: Description): Extra {
  const table = versions[description.framework]
  const environment = environmentOf(description, description.version, false)
  if (!table || environment.ok || environment.code !== 'framework-version-unknown') return {}
  const pin = new RegExp(`^${table.package}(?:-cpu)?==(.+)$`)
  const [version] = requirements.flatMap((line) => pin.exec(line)?.[1] ?? [])
  return version === undefined ? {} : { 'framework-version': version }
}

/** What the case asks, with the library's own answer as the expected one. */
function smokeOf({ request, answer, asks }: ZooCase): Extra {
  const expect = { body: answer, tolerance: 1e-5 }
  return asks === undefined
    ? { 'smoke-request': JSON.stringify(request), 'smoke-expect': JSON.stringify(expect) }
    : { 'smoke-request': JSON.stringify({ model: asks, request, expect }) }
}

/** Of several models, none can be asked without saying which. */
const inventsNothing = ({ facts }: ZooCase): boolean =>
  Array.isArray(facts['models']) && facts['models'].length > 1

/** `mode: check`, with the library's own answer as the expected one. */
export async function checkCase(zooCase: ZooCase, extra: Extra = {}): Promise<Wrong> {
  const run = await runAction({
    inputs: {
      ...least(zooCase.model),
      mode: 'check',
      // Without it, a machine that lacks the Python would pass. No machine has Azure's Triton.
      preflight: zooCase.asks === undefined ? 'on' : 'auto',
      ...smokeOf(zooCase),
      ...extra,
    },
    env: { ...packageIndexes(), ...(await runner()) },
    cwd: mkdtempSync(join(tmpdir(), 'zoo-check-')),
  })
  return run.outputs['status'] === 'planned' ? [] : [shown('check', run)]
}

/** A deployment to a service, whose smoke request is invented, and then the case's own request. */
export async function deployCase(
  { azure, env }: Pick<Simulator, 'azure' | 'env'>,
  service: string,
  zooCase: ZooCase,
  extra: Extra = {},
): Promise<Wrong> {
  const run = await runAction({
    inputs: {
      'client-id': azure.clientId,
      'tenant-id': azure.tenantId,
      'subscription-id': azure.subscriptionId,
      'resource-group': azure.resourceGroup,
      workspace: azure.workspace,
      ...least(zooCase.model, service),
      ...(inventsNothing(zooCase) ? smokeOf(zooCase) : {}),
      ...extra,
    },
    env: { ...env, ...(await runner()) },
    cwd: mkdtempSync(join(tmpdir(), 'zoo-deploy-')),
  })
  if (run.outputs['status'] !== 'deployed') return [shown('deploy', run)]
  const caller = await callerOf(env, azure, service)
  const { asks } = zooCase
  const path = asks === undefined ? undefined : `/v2/models/${asks}/infer`
  const { status, text } = await caller.score(zooCase.request, {}, path)
  if (status === 200 && agree(JSON.parse(text), zooCase.answer)) return []
  return [`answered ${status} ${text}, expected ${JSON.stringify(zooCase.answer)}`]
}

/** How a run ended that should have ended otherwise, and why. */
function shown(what: string, { outputs, annotations, log }: ActionRun): string {
  const errors = annotations.filter(({ level }) => level === 'error')
  const why = errors.map(({ message }) => message).join('\n') || log.slice(-2000)
  return `${what}: ${outputs['status']}: ${why}`
}

const cache = join(import.meta.dirname, '../../.cache')

/** What a machine of one's own has that runs jobs: uv, and a folder that outlives them. */
const runner = async () => ({
  PATH: `${await hastyUv()}${delimiter}${process.env['PATH']}`,
  RUNNER_TOOL_CACHE: process.env['RUNNER_TOOL_CACHE'] ?? join(cache, 'preflight'),
})

/**
 * The folder of a uv that compiles no modules, whatever it is told: of what a framework installs,
 * a model imports the tenth part, and that is compiled then. It is most of what a visit costs.
 */
async function makeHastyUv(): Promise<string> {
  const folder = await uvFolder()
  if (process.platform === 'win32') return folder
  const hasty = join(cache, 'hasty-uv')
  await mkdir(hasty, { recursive: true })
  const script = `#!/bin/sh
for argument; do
  shift
  [ "$argument" = --compile-bytecode ] || set -- "$@" "$argument"
done
exec '${join(folder, 'uv')}' "$@"
`
  // Another visit may be running the one that is there.
  await writeFile(join(hasty, `uv.${process.pid}`), script, { mode: 0o755 })
  await rename(join(hasty, `uv.${process.pid}`), join(hasty, 'uv'))
  return hasty
}

let made: Promise<string> | undefined
const hastyUv = () => (made ??= makeHastyUv())

/** A runner reaches the package indexes as the machine does. */
const packageIndexes = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      /^(PIP|UV)_|_PROXY$|_proxy$|^(SSL_CERT_FILE|REQUESTS_CA_BUNDLE)$/.test(name) && value
        ? [[name, value]]
        : [],
    ),
  )
