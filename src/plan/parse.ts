/** Every input and the config file → one request, or every mistake at once. */
import type { Place } from '../errors.ts'
import { readWhere, readWho } from './access.ts'
import { readAttestation } from './attestationChoice.ts'
import { readCompute } from './computeChoice.ts'
import type { Migration } from './foreign/report.ts'
import { type GivenInputs, readGiven } from './given.ts'
import { type InputName, inputNames, inputs, type Values } from './inputs.ts'
import { type Problem, Problems, shorten } from './problems.ts'
import {
  type Approved,
  type Asked,
  type Mode,
  type ModelSource,
  type Probe,
  type Request,
  type ServiceRequest,
  type SweepRequest,
  type Verb,
  verbs,
  type Wish,
} from './request.ts'
import { readRollout } from './rolloutChoice.ts'
import { readServing } from './servingChoice.ts'
import type { Showing } from './shown.ts'
import type { Files } from './smoke.ts'
import { readSmoke } from './smokeInputs.ts'
import { isRefusal } from './values.ts'
import { readApproved } from './view.ts'

type Outcome =
  | { readonly ok: true; readonly asked: Asked }
  | { readonly ok: false; readonly problems: readonly Problem[] }

export type ParsedRequest = Outcome & {
  /** What became of other tools' config files, where there are any. */
  readonly migration?: Migration
  readonly subject: Subject
  readonly showing: Showing
}

/** What a request is about. */
export interface Subject {
  readonly mode: Mode
  readonly serviceName: string
  readonly where?: Request['where']
}

const authModes = { key: 'Key', aml_token: 'AMLToken', aad_token: 'AADToken' } as const

/**
 * Workflow inputs and config file → one request. Pure but for `files`, through which the
 * checkout is looked at. A mistake says the input, what was given and what is allowed.
 */
export function parseRequest(given: GivenInputs, files: Files): ParsedRequest {
  const places = new Map<string, Place>()
  const problems = new Problems(places)
  const { raw, ...told } = readGiven(given, files, places, problems)
  const values = readValues(raw, problems)
  const outcome = parseValues(values, raw, files, problems)
  return { ...outcome, ...told, subject: subjectOf(values, raw, files), showing: showingOf(values) }
}

/** The request that the given values make. */
function parseValues(
  values: Values,
  raw: ReadonlyMap<InputName, unknown>,
  files: Files,
  problems: Problems,
): Outcome {
  const mode = values.mode ?? 'deploy'
  if (mode === 'sweep') {
    const request = readSweepRequest(values, files, problems)
    return request ? { ok: true, asked: { mode, request } } : { ok: false, problems: problems.list }
  }
  if (isVerb(mode)) {
    const request = readServiceRequest(values, raw, files, problems)
    return request ? { ok: true, asked: { mode, request } } : { ok: false, problems: problems.list }
  }
  const where = mode === 'check' ? undefined : readWhere(values, files, problems)
  const who = mode === 'check' ? undefined : readWho(values, problems)
  const approved = readApproval(values, files, problems)
  const model = readModel(values, files, problems)
  const attestation = readAttestation(values, model?.source, files, problems)
  const serving = readServing(values, files, problems)
  const compute = readCompute(values, model?.source, problems)
  const smoke = readSmoke(values, raw, files, serving?.kind === 'code', problems)
  const rollout = readRollout(values, problems)
  if (mode === 'check' && model?.source.kind === 'registered') {
    problems.add(
      'model-path',
      "'model-path' names a registered model: 'mode: check' asks nothing of Azure, so it needs the model's files",
    )
  }
  if (problems.list.length > 0 || !model || !serving || !smoke) {
    return { ok: false, problems: problems.list }
  }

  const endpointName = values['service-name'] ?? ''
  const optional = <K extends string, V>(key: K, value: V | undefined) =>
    (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
  const concurrency = values['max-concurrent-requests'] ?? 1
  const wish: Wish = {
    model: {
      ...model,
      ...optional('framework', values.framework),
      ...optional('frameworkVersion', values['framework-version']),
      scan: values['model-scan'] ?? 'error',
      ...optional('attestation', attestation),
      ...optional('description', values.description),
      tags: values.tags ?? {},
    },
    endpoint: {
      name: endpointName,
      ...optional('authMode', values['auth-mode'] && authModes[values['auth-mode']]),
      ...optional('expiry', readExpiry(values)),
    },
    serving,
    preflight: values.preflight ?? 'auto',
    compute,
    container: {
      // The server works on as many requests at once as it has workers.
      environmentVariables: {
        ...(concurrency > 1 ? { WORKER_COUNT: String(concurrency) } : {}),
        ...values['environment-variables'],
      },
      ...optional('requestTimeoutMs', values['request-timeout']),
      maxConcurrentRequests: concurrency,
      livenessProbe: readProbe(values['liveness-probe']),
      readinessProbe: readProbe(values['readiness-probe']),
    },
    smoke,
    rollout,
  }
  if (mode === 'check') return { ok: true, asked: { mode, request: wish } }
  if (!where || !who) return { ok: false, problems: problems.list }
  const request = { ...wish, where, who, ...optional('approved', approved) }
  const file = values['plan-file'] ?? defaultPlanFile
  return { ok: true, asked: { mode, request, file } }
}

/** What is clear of a request in spite of its mistakes, which whoever reads the whole of it tells. */
function subjectOf(values: Values, raw: ReadonlyMap<InputName, unknown>, files: Files): Subject {
  const { mode = 'deploy', 'service-name': name = raw.get('service-name') ?? '' } = values
  const where = mode === 'check' ? undefined : readWhere(values, files, new Problems(new Map()))
  return { mode, serviceName: String(name).trim(), ...(where ? { where } : {}) }
}

const isVerb = (mode: string): mode is Verb => (verbs as readonly string[]).includes(mode)

/** What is asked of a service that is there; what its model and machines are does not matter then. */
function readServiceRequest(
  values: Values,
  raw: ReadonlyMap<InputName, unknown>,
  files: Files,
  problems: Problems,
): ServiceRequest | undefined {
  const where = readWhere(values, files, problems)
  const who = readWho(values, problems)
  readApproval(values, files, problems)
  const smoke = readSmoke(values, raw, files, false, problems)
  const rollout = readRollout(values, problems)
  if (problems.list.length > 0 || !where || !who || !smoke) return undefined
  return { where, who, smoke, rollout, endpoint: { name: values['service-name'] ?? '' } }
}

/** What is asked of all services at once. */
function readSweepRequest(
  values: Values,
  files: Files,
  problems: Problems,
): SweepRequest | undefined {
  const where = readWhere(values, files, problems)
  const who = readWho(values, problems)
  readApproval(values, files, problems)
  const rollout = readRollout(values, problems)
  return problems.list.length > 0 || !where || !who ? undefined : { where, who, rollout }
}

function readExpiry(values: Values): Request['endpoint']['expiry'] {
  const { 'time-to-live': afterMs, 'github-environment': environment } = values
  return afterMs === undefined
    ? undefined
    : { afterMs, ...(environment === undefined ? {} : { environment }) }
}

/** What the run shows of itself in GitHub, its mistakes included. */
function showingOf(values: Values): Showing {
  const { mode = 'deploy', 'service-name': service = '' } = values
  return {
    mode,
    service,
    environment: values['github-environment'] ?? service,
    isTransient: values['time-to-live'] !== undefined,
    comments: values['pull-request-comment'] ?? true,
  }
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
    const spared =
      values['mode'] === 'sweep' || (name === 'model-path' && isVerb(String(values['mode'])))
    if ('required' in inputs[name] && !raw.has(name) && !spared && !problems.has(name)) {
      problems.add(name, `'${name}' is required: ${firstSentence(inputs[name].description)}`)
    }
  }
  return values as Values
}

const firstSentence = (text: string) => text.replace(/\. .*$/s, '.')

const defaultPlanFile = 'azureml-deploy.plan.json'

/** What was approved, by its file or its digest; only a deployment can be held to it. */
function readApproval(values: Values, files: Files, problems: Problems): Approved | undefined {
  const given = values['approved-plan']
  if (given === undefined) return undefined
  const refuse = (why: string) => problems.add('approved-plan', `'approved-plan' ${why}`)
  if ((values.mode ?? 'deploy') !== 'deploy')
    refuse(`holds a deployment to a plan, and 'mode' is '${values.mode}': leave it out`)
  const isFile = files.kind(given) === 'file'
  const approved = readApproved(isFile ? files.read(given) : given)
  if (approved === undefined)
    refuse(
      isFile
        ? `is '${given}', which is not a file that 'mode: plan' wrote`
        : `is '${shorten(given)}': expected a file that 'mode: plan' wrote (is it downloaded in this job?), or the digest in it`,
    )
  return approved
}

const registered = /^azureml:([a-zA-Z0-9][\w-]{0,254})(?::([\w.-]+)|@latest)$/

/** A path in the checkout, or `azureml:name:version` of a model that is registered in the workspace. */
function readModel(
  values: Values,
  files: Files,
  problems: Problems,
): { readonly source: ModelSource; readonly name: string } | undefined {
  const path = values['model-path']
  if (path === undefined) return undefined
  const [, name, version] = registered.exec(path) ?? []
  if (name !== undefined) {
    if (values['model-name'] !== undefined && values['model-name'] !== name) {
      problems.add(
        'model-name',
        `'model-name' is '${values['model-name']}', but 'model-path' names the registered model '${name}': leave 'model-name' out`,
      )
    }
    return { name, source: { kind: 'registered', ...(version === undefined ? {} : { version }) } }
  }
  if (files.kind(path) !== undefined) {
    return {
      name: values['model-name'] ?? values['service-name'] ?? '',
      source: { kind: 'local', path },
    }
  }
  problems.add(
    'model-path',
    `'model-path' is '${path}': no such file or folder. The path is relative to the checkout; a model from an earlier job must be downloaded first (actions/download-artifact), a registered one is named azureml:<name>:<version>`,
    'model-not-found',
  )
  return undefined
}

function readProbe(given: Values['liveness-probe'] = {}): Partial<Probe> {
  const probe = {
    initialDelayMs: given['initial-delay'],
    periodMs: given.period,
    timeoutMs: given.timeout,
    failureThreshold: given['failure-threshold'],
    successThreshold: given['success-threshold'],
  }
  return Object.fromEntries(Object.entries(probe).filter(([, value]) => value !== undefined))
}
