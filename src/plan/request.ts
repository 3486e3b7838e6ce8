/** What is asked: every input and the config file, parsed into one immutable value, or every mistake at once. */
import type { ErrorCode, Place } from '../errors.ts'
import { readConfig } from './config.ts'
import { type Framework, type InputName, inputNames, inputs, type Values } from './inputs.ts'
import { type Files, readSmokeCases, type SmokeCase } from './smoke.ts'
import { didYouMean } from './suggest.ts'
import { isRefusal } from './values.ts'

export type Cloud = 'public' | 'usgov' | 'china'
/** As ARM spells them. */
export type AuthMode = 'Key' | 'AMLToken' | 'AADToken'

/** Who signs in, and how. */
export type SignIn =
  | { readonly kind: 'oidc'; readonly tenantId: string; readonly clientId: string }
  | {
      readonly kind: 'secret'
      readonly tenantId: string
      readonly clientId: string
      readonly clientSecret: string
    }
  /** What the machine has: environment, CLI session, managed identity. */
  | { readonly kind: 'machine'; readonly tenantId?: string; readonly clientId?: string }

/** Which environment the scoring container runs in, as the user named it. */
export type EnvironmentChoice =
  | { readonly kind: 'conda'; readonly file: string; readonly image?: string }
  | { readonly kind: 'image'; readonly image: string }
  /** `version` absent: the latest. */
  | { readonly kind: 'registered'; readonly name: string; readonly version?: string }
  /** An ARM or registry id, passed through. */
  | { readonly kind: 'id'; readonly id: string }

export type Serving =
  | { readonly kind: 'no-code'; readonly framework: Framework; readonly frameworkVersion: string }
  | {
      readonly kind: 'code'
      /** The folder that is uploaded. */
      readonly sourceDirectory: string
      /** Relative to it, with forward slashes. */
      readonly entryScript: string
      readonly environment: EnvironmentChoice
    }

export interface Probe {
  readonly initialDelayMs: number
  readonly periodMs: number
  readonly timeoutMs: number
  readonly failureThreshold: number
  readonly successThreshold: number
}

export interface Request {
  readonly where: {
    readonly cloud: Cloud
    readonly subscriptionId: string
    readonly resourceGroup: string
    readonly workspace: string
  }
  readonly who: SignIn
  readonly model: {
    readonly path: string
    readonly name: string
    readonly framework?: Framework
    readonly frameworkVersion?: string
    readonly description?: string
    readonly tags: Readonly<Record<string, string>>
  }
  readonly endpoint: { readonly name: string; readonly authMode?: AuthMode }
  readonly serving: Serving
  readonly compute: {
    readonly cpu: number
    /** GB. */
    readonly memory: number
    readonly instanceType?: string
    readonly instanceCount: number
  }
  readonly container: {
    readonly environmentVariables: Readonly<Record<string, string>>
    readonly requestTimeoutMs: number
    readonly maxConcurrentRequests: number
    readonly livenessProbe: Probe
    readonly readinessProbe: Probe
  }
  readonly smoke: {
    readonly cases: readonly SmokeCase[]
    readonly count: number
    readonly maxLatencyMs?: number
  }
  readonly rollout: {
    readonly deploymentName?: string
    readonly keepPrevious: number
    readonly onFailure: 'delete' | 'keep'
    readonly timeoutMs: number
    readonly revision?: string
  }
}

/** One mistake in what was asked. */
export interface Problem {
  readonly input: string
  readonly message: string
  readonly code: ErrorCode
  readonly place?: Place
}

export type ParsedRequest =
  | { readonly ok: true; readonly request: Request; readonly notes: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** An input as the workflow gives it: its name and its text. */
export type GivenInputs = Readonly<Record<string, string>>

const defaultConfigFile = 'azureml-deploy.yml'
const defaultWorkspaceConfigs = ['config.json', '.azureml/config.json']

// "Managed online deployment YAML schema": the defaults of the service.
const defaultProbe: Probe = {
  initialDelayMs: 10_000,
  periodMs: 10_000,
  timeoutMs: 2_000,
  failureThreshold: 30,
  successThreshold: 1,
}

const authModes = { key: 'Key', aml_token: 'AMLToken', aad_token: 'AADToken' } as const

/** Collects mistakes, so that one run of the action shows all of them. */
class Problems {
  readonly list: Problem[] = []
  readonly #places: ReadonlyMap<string, Place>

  constructor(places: ReadonlyMap<string, Place>) {
    this.#places = places
  }

  add(input: string, message: string, code: ErrorCode = 'invalid-input'): void {
    const place = this.#places.get(input)
    this.list.push({ input, message, code, ...(place ? { place } : {}) })
  }
}

/**
 * Workflow inputs and config file → one request. Pure but for `files`, through which the
 * checkout is looked at. A mistake says the input, what was given and what is allowed.
 */
export function parseRequest(given: GivenInputs, files: Files): ParsedRequest {
  const places = new Map<string, Place>()
  const problems = new Problems(places)
  const raw = merge(given, files, places, problems)
  const values = readValues(raw, problems)

  const where = readWhere(values, files, problems)
  const who = readWho(values, problems)
  const model = readModelPath(values, files, problems)
  const serving = readServing(values, files, problems, raw)
  const cases = readSmoke(values, files, problems, raw)
  if (problems.list.length > 0 || !where || !who || !model || !serving || !cases) {
    return { ok: false, problems: problems.list }
  }

  const endpointName = values['service-name'] ?? ''
  const optional = <K extends string, V>(key: K, value: V | undefined) =>
    (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
  const concurrency = values['max-concurrent-requests'] ?? 1
  const liveness = readProbe(values['liveness-probe'], defaultProbe)
  const request: Request = {
    where,
    who,
    model: {
      path: model,
      name: values['model-name'] ?? endpointName,
      ...optional('framework', values.framework),
      ...optional('frameworkVersion', values['framework-version']),
      ...optional('description', values.description),
      tags: values.tags ?? {},
    },
    endpoint: {
      name: endpointName,
      ...optional('authMode', values['auth-mode'] && authModes[values['auth-mode']]),
    },
    serving,
    compute: {
      cpu: values.cpu ?? 1,
      memory: values.memory ?? 2,
      ...optional('instanceType', values['instance-type']),
      instanceCount: values['instance-count'] ?? 1,
    },
    container: {
      // The server works on as many requests at once as it has workers.
      environmentVariables: {
        ...(concurrency > 1 ? { WORKER_COUNT: String(concurrency) } : {}),
        ...values['environment-variables'],
      },
      requestTimeoutMs: values['request-timeout'] ?? 60_000,
      maxConcurrentRequests: concurrency,
      livenessProbe: liveness,
      readinessProbe: readProbe(values['readiness-probe'], liveness),
    },
    smoke: {
      cases,
      count: values['smoke-count'] ?? 3,
      ...optional('maxLatencyMs', values['smoke-max-latency-ms']),
    },
    rollout: {
      ...optional('deploymentName', values['deployment-name']),
      keepPrevious: values['keep-previous'] ?? 0,
      onFailure: values['on-failure'] ?? 'delete',
      timeoutMs: (values['timeout-minutes'] ?? 60) * 60_000,
      ...optional('revision', values.revision),
    },
  }
  return { ok: true, request, notes: notesOn(request) }
}

/** What is legal but perhaps not meant. */
function notesOn(request: Request): string[] {
  if (request.serving.kind === 'no-code' || request.model.framework !== undefined) return []
  return ["no 'framework' given: the model is registered without one"]
}

/** The workflow's inputs over the config file's. */
function merge(
  given: GivenInputs,
  files: Files,
  places: Map<string, Place>,
  problems: Problems,
): ReadonlyMap<InputName, unknown> {
  const raw = new Map<InputName, unknown>()
  const configFile = given['config-file']?.trim()
  const path = configFile || defaultConfigFile
  if (files.kind(path) === 'file') {
    const config = readConfig(path, files.read(path))
    for (const { message, place } of config.problems) {
      problems.list.push({ input: 'config-file', message, code: 'invalid-input', place })
    }
    for (const { name, value, place } of config.entries) {
      if (value === null || value === '') continue
      raw.set(name, value)
      places.set(name, place)
    }
  } else if (configFile) {
    problems.add('config-file', `'config-file' is '${configFile}': no such file in the checkout`)
  }
  for (const [name, text] of Object.entries(given)) {
    if (text.trim() === '') continue
    if (!(inputNames as string[]).includes(name)) {
      problems.add(name, `'${name}' is not an input of this action.${didYouMean(name, inputNames)}`)
      continue
    }
    raw.set(name as InputName, text)
    places.delete(name)
  }
  return raw
}

/** Every given value in its own kind. */
function readValues(raw: ReadonlyMap<InputName, unknown>, problems: Problems): Values {
  const values: Record<string, unknown> = {}
  for (const [name, text] of raw) {
    const value = inputs[name].kind.read(text)
    if (isRefusal(value)) {
      const shown = 'secret' in inputs[name] ? '(a secret)' : `'${shorten(text)}'`
      problems.add(name, `'${name}' is ${shown}: ${value.refused}`)
    } else {
      values[name] = value
    }
  }
  for (const name of inputNames) {
    if ('required' in inputs[name] && !raw.has(name) && name !== 'smoke-request') {
      problems.add(name, `'${name}' is required: ${firstSentence(inputs[name].description)}`)
    }
  }
  return values as Values
}

const shorten = (value: unknown) => {
  const text = typeof value === 'string' ? value.trim() : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

const firstSentence = (text: string) => text.replace(/\. .*$/s, '.')

/** Subscription, resource group and workspace: from the inputs, else from the studio's config.json. */
function readWhere(values: Values, files: Files, problems: Problems): Request['where'] | undefined {
  const asked = values['workspace-config']
  const path = asked ?? defaultWorkspaceConfigs.find((file) => files.kind(file) === 'file')
  let file: Readonly<Record<string, unknown>> = {}
  if (asked !== undefined && files.kind(asked) !== 'file') {
    problems.add(
      'workspace-config',
      `'workspace-config' is '${asked}': no such file in the checkout`,
    )
    return undefined
  }
  if (path !== undefined) {
    try {
      file = JSON.parse(files.read(path)) as Record<string, unknown>
    } catch (error) {
      // A stray config.json of something else is no mistake; one that was named is.
      if (asked !== undefined) {
        problems.add(
          'workspace-config',
          `'workspace-config' is '${asked}': not valid JSON: ${error instanceof Error ? error.message : error}`,
        )
        return undefined
      }
    }
  }
  const fromFile = (key: string) =>
    typeof file[key] === 'string' ? (file[key] as string) : undefined
  const subscriptionId =
    values['subscription-id'] ??
    fromFile('subscription_id') ??
    readCredentials(values.credentials)?.subscriptionId
  const resourceGroup = values['resource-group'] ?? fromFile('resource_group')
  const workspace = values.workspace ?? fromFile('workspace_name')
  const alreadyWrong = (input: string) => problems.list.some((problem) => problem.input === input)
  const wanted = {
    'subscription-id': subscriptionId,
    'resource-group': resourceGroup,
    workspace,
  }
  for (const [input, value] of Object.entries(wanted)) {
    if (value === undefined && !alreadyWrong(input)) {
      problems.add(
        input,
        `'${input}' is required: give it, or point 'workspace-config' at the config.json that the Azure ML studio offers for download`,
      )
    }
  }
  if (!subscriptionId || !resourceGroup || !workspace) return undefined
  return { cloud: values.cloud ?? 'public', subscriptionId, resourceGroup, workspace }
}

interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
  readonly tenantId: string
  readonly subscriptionId?: string
}

/** The JSON of `az ad sp create-for-rbac --json-auth`, or undefined when it is not that. */
function readCredentials(text: string | undefined): Credentials | undefined {
  if (text === undefined) return undefined
  try {
    const json = JSON.parse(text) as Record<string, unknown>
    const { clientId, clientSecret, tenantId, subscriptionId } = json
    if (typeof clientId !== 'string' || typeof clientSecret !== 'string') return undefined
    if (typeof tenantId !== 'string') return undefined
    return {
      clientId,
      clientSecret,
      tenantId,
      ...(typeof subscriptionId === 'string' ? { subscriptionId } : {}),
    }
  } catch {
    return undefined
  }
}

/** Ids beat `credentials`, as azure/login has it; with a secret by secret, without by OIDC; else the machine's own. */
function readWho(values: Values, problems: Problems): SignIn | undefined {
  const clientId = values['client-id']
  const tenantId = values['tenant-id']
  const clientSecret = values['client-secret']
  if (clientId !== undefined || clientSecret !== undefined) {
    for (const [input, value] of [
      ['client-id', clientId],
      ['tenant-id', tenantId],
    ] as const) {
      if (value === undefined && !problems.list.some((problem) => problem.input === input)) {
        const because = clientSecret === undefined ? 'client-id' : 'client-secret'
        problems.add(input, `'${input}' is required with '${because}'`)
      }
    }
    if (clientId === undefined || tenantId === undefined) return undefined
    return clientSecret === undefined
      ? { kind: 'oidc', tenantId, clientId }
      : { kind: 'secret', tenantId, clientId, clientSecret }
  }
  if (values.credentials !== undefined) {
    const credentials = readCredentials(values.credentials)
    if (credentials) return { kind: 'secret', ...credentials }
    problems.add(
      'credentials',
      "'credentials' is not the JSON of 'az ad sp create-for-rbac --json-auth': expected an object with clientId, clientSecret, tenantId and subscriptionId",
    )
    return undefined
  }
  return { kind: 'machine', ...(tenantId === undefined ? {} : { tenantId }) }
}

function readModelPath(values: Values, files: Files, problems: Problems): string | undefined {
  const path = values['model-path']
  if (path === undefined) return undefined
  if (files.kind(path) !== undefined) return path
  problems.add(
    'model-path',
    `'model-path' is '${path}': no such file or folder. The path is relative to the checkout; a model from an earlier job must be downloaded first (actions/download-artifact)`,
    'model-not-found',
  )
  return undefined
}

const slashes = (path: string) => path.replace(/\\/g, '/')
const folderOf = (path: string) => slashes(path).replace(/\/?[^/]*$/, '') || '.'
const normal = (path: string) =>
  slashes(path)
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '') || '.'

/** Own code when there is an entry script; otherwise the framework decides. */
function readServing(
  values: Values,
  files: Files,
  problems: Problems,
  raw: ReadonlyMap<InputName, unknown>,
): Serving | undefined {
  if (values['entry-script'] !== undefined) {
    const code = readCode(values['entry-script'], values['source-directory'], files, problems)
    const environment = readEnvironment(values, files, problems)
    return code && environment && { kind: 'code', ...code, environment }
  }
  for (const input of ['source-directory', 'conda-file', 'environment'] as const) {
    if (values[input] !== undefined) {
      problems.add(
        input,
        `'${input}' needs 'entry-script': without one, the scoring script and its environment are generated`,
      )
    }
  }
  const { framework, 'framework-version': frameworkVersion } = values
  for (const input of ['framework', 'framework-version'] as const) {
    if (!raw.has(input)) {
      problems.add(
        input,
        `'${input}' is required when no 'entry-script' is given: it decides the scoring script and the environment`,
      )
    }
  }
  if (framework !== undefined && framework !== 'scikit-learn') {
    problems.add(
      'framework',
      `'framework' is '${framework}': only scikit-learn models are served without code so far; give an 'entry-script' with 'conda-file' or 'environment'`,
      'framework-unsupported',
    )
    return undefined
  }
  if (framework === undefined || frameworkVersion === undefined) return undefined
  return { kind: 'no-code', framework, frameworkVersion }
}

function readCode(
  entryScript: string,
  sourceDirectory: string | undefined,
  files: Files,
  problems: Problems,
): { sourceDirectory: string; entryScript: string } | undefined {
  const script = normal(entryScript)
  const directory = normal(sourceDirectory ?? folderOf(entryScript))
  if (sourceDirectory !== undefined && files.kind(directory) !== 'folder') {
    problems.add(
      'source-directory',
      `'source-directory' is '${sourceDirectory}': no such folder in the checkout`,
    )
    return undefined
  }
  // Written from the folder or from the root of the checkout: both are in use, so both are understood.
  const prefix = directory === '.' ? '' : `${directory}/`
  const inside = script.startsWith(prefix) ? script.slice(prefix.length) : script
  const found = [script, inside].find((path) => files.kind(`${prefix}${path}`) === 'file')
  if (found !== undefined && !found.startsWith('../')) {
    return { sourceDirectory: directory, entryScript: found }
  }
  problems.add(
    'entry-script',
    `'entry-script' is '${entryScript}': no such file in ${directory === '.' ? 'the checkout' : `'${directory}'`}`,
  )
  return undefined
}

const environmentRule =
  "expected 'name:version' or 'azureml:name:version' of a registered environment, an azureml://registries/… or ARM id, or an image such as 'mcr.microsoft.com/azureml/minimal-py312-inference:latest'"

/** The forms that `environment` can take, told apart by their shape. */
export function readEnvironmentName(text: string): EnvironmentChoice | undefined {
  if (/^azureml:\/\//i.test(text) || /^\/subscriptions\//i.test(text))
    return { kind: 'id', id: text }
  if (/^azureml:\//i.test(text)) return { kind: 'id', id: text.slice('azureml:'.length) }
  const named = /^(azureml:)?([a-zA-Z0-9][\w.-]*?)(?:[:](\w[\w.-]*)|@latest)$/.exec(text)
  if (named?.[2]) {
    const [, , name, version] = named
    return { kind: 'registered', name, ...(version === undefined ? {} : { version }) }
  }
  // An image names its registry or repository: it has a slash.
  if (/^[\w.-]+(:\d+)?(\/[\w.-]+)+([:@][\w.:-]+)?$/.test(text))
    return { kind: 'image', image: text }
  return undefined
}

function readEnvironment(
  values: Values,
  files: Files,
  problems: Problems,
): EnvironmentChoice | undefined {
  const file = values['conda-file']
  const name = values.environment
  if (file === undefined && name === undefined) {
    problems.add(
      'environment',
      "'entry-script' needs an environment: give a 'conda-file', or an 'environment' (registered, by id, or an image)",
    )
    return undefined
  }
  const named = name === undefined ? undefined : readEnvironmentName(name)
  if (name !== undefined && !named) {
    problems.add('environment', `'environment' is '${name}': ${environmentRule}`)
    return undefined
  }
  if (file === undefined) return named
  if (files.kind(file) !== 'file') {
    problems.add('conda-file', `'conda-file' is '${file}': no such file in the checkout`)
    return undefined
  }
  if (named && named.kind !== 'image') {
    problems.add(
      'environment',
      `'environment' is '${name}', which is complete as registered: leave 'conda-file' out, or name an image to install it on`,
    )
    return undefined
  }
  return { kind: 'conda', file, ...(named ? { image: named.image } : {}) }
}

function readSmoke(
  values: Values,
  files: Files,
  problems: Problems,
  raw: ReadonlyMap<InputName, unknown>,
): readonly SmokeCase[] | undefined {
  if (!raw.has('smoke-request')) {
    problems.add(
      'smoke-request',
      `'smoke-request' is required: the new deployment must answer it before it gets traffic. Give JSON or a file with it, for example smoke-request: '{"data": [[1, 2, 3]]}', or say smoke-request: none to go without`,
    )
    return undefined
  }
  const cases = readSmokeCases(values['smoke-request'], values['smoke-expect'], files)
  if (!isRefusal(cases)) {
    if (cases.length === 0 && raw.has('smoke-expect')) {
      problems.add('smoke-expect', "'smoke-expect' needs a 'smoke-request' other than none")
    }
    return cases
  }
  problems.add(
    cases.input,
    `'${cases.input}' is '${shorten(raw.get(cases.input))}': ${cases.refused}`,
  )
  return undefined
}

function readProbe(given: Values['liveness-probe'], otherwise: Probe): Probe {
  return {
    initialDelayMs: given?.['initial-delay'] ?? otherwise.initialDelayMs,
    periodMs: given?.period ?? otherwise.periodMs,
    timeoutMs: given?.timeout ?? otherwise.timeoutMs,
    failureThreshold: given?.['failure-threshold'] ?? otherwise.failureThreshold,
    successThreshold: given?.['success-threshold'] ?? otherwise.successThreshold,
  }
}
