/**
 * Updating the deployment that serves, for those without quota for two. What it was before stands in
 * its own tags until the update has proven itself, written in the same PUT: there is no moment at
 * which a killed run would leave content that nobody has tested and nobody can take back. Pure.
 */
import type { Failure } from '../errors.ts'
import { isObject } from './json.ts'
import { deploymentName, digestOf, longestTag, tag } from './naming.ts'
import type { AzureState, DeploymentState, ServiceState } from './state.ts'
import { describeTraffic, positive, shareOf } from './traffic.ts'

/** A deployment as it is PUT. */
export type DeploymentBody = Readonly<Record<string, unknown>>

type Tags = Readonly<Record<string, string>>

const names = { state: 'in-place', before: 'in-place-before' } as const
const isBefore = /^in-place-before-\d+$/
const isOurs = (name: string) => name === names.state || isBefore.test(name)

/** Azure Resource Manager, "Tag resources": a resource has 50 at most, some of which are others'. */
const mostValues = 30

/** What is known not to be secret. */
const plain: ReadonlySet<string> = new Set(['WORKER_COUNT'])

const variablesOf = ({ properties }: DeploymentBody): Readonly<Record<string, unknown>> => {
  const variables = isObject(properties) ? properties['environmentVariables'] : undefined
  return isObject(variables) ? variables : {}
}

const withVariables = (
  body: DeploymentBody,
  change: (name: string, value: unknown) => unknown,
): DeploymentBody => {
  const variables = Object.entries(variablesOf(body)).map(
    ([name, value]) => [name, change(name, value)] as const,
  )
  if (variables.length === 0 || !isObject(body['properties'])) return body
  const environmentVariables = Object.fromEntries(variables)
  return { ...body, properties: { ...body['properties'], environmentVariables } }
}

/**
 * A body as tags may hold it. They show in many places, bills among them, so none has the value of
 * an environment variable: null says that it is the one that the deployment still has.
 */
export const withoutValues = (body: DeploymentBody): DeploymentBody =>
  withVariables(body, (name, value) => (plain.has(name) ? value : null))

/** The body again, with the values that the deployment has. */
export const withValues = (original: DeploymentBody, found: DeploymentBody): DeploymentBody =>
  withVariables(original, (name, value) => value ?? variablesOf(found)[name])

/** The variables whose values an update would lose: those that it changes, or takes away. */
export const lostVariables = (
  original: DeploymentBody,
  found: DeploymentBody,
  next: Readonly<Record<string, string>>,
): readonly string[] =>
  Object.entries(variablesOf(original))
    .filter(([name, value]) => value === null && variablesOf(found)[name] !== next[name])
    .map(([name]) => name)

/** The tags of an update that has begun; undefined where what was there is too large for them. */
export function withOriginal(tags: Tags, original: DeploymentBody): Tags | undefined {
  const text = Buffer.from(JSON.stringify(original)).toString('base64')
  const parts = text.match(new RegExp(`.{1,${longestTag}}`, 'g')) ?? []
  if (parts.length > mostValues) return undefined
  return {
    ...withoutOriginal(tags),
    [names.state]: 'begun',
    ...Object.fromEntries(parts.map((part, index) => [`${names.before}-${index + 1}`, part])),
  }
}

/** The tags with no trace of an update. */
export const withoutOriginal = (tags: Tags): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([name]) => !isOurs(name)))

/**
 * The tags once the update has proven itself, for a PATCH: whether that takes away what it leaves
 * out is not established, so a word says that it is over.
 */
export const withEndedUpdate = (tags: Tags): Tags => ({
  ...withoutOriginal(tags),
  [names.state]: 'ended',
})

/** The names of the tags that hold the original, in order. */
export const originalTags = (tags: Tags): readonly string[] =>
  Object.keys(tags)
    .filter((name) => isBefore.test(name))
    .sort((a, b) => numberOf(a) - numberOf(b))

const numberOf = (name: string) => Number(name.slice(names.before.length + 1))

/** What a deployment was before an update that nobody has finished, without values; undefined when there is none. */
export function originalIn(tags: Tags): DeploymentBody | undefined {
  if (tags[names.state] !== 'begun') return undefined
  const text = originalTags(tags)
    .map((name) => tags[name] ?? '')
    .join('')
  try {
    const body: unknown = JSON.parse(Buffer.from(text, 'base64').toString())
    return isObject(body) ? body : undefined
  } catch {
    return undefined
  }
}

/** The tags of a body. */
export const tagsOf = ({ tags }: DeploymentBody): Tags =>
  isObject(tags)
    ? Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, String(value)]))
    : {}

/** An update that has not proven itself yet: what to go back to stands in the deployment's tags. */
export interface Update {
  /** The contents that this run, or the one before it, may have left: any other is somebody else's. */
  readonly digests: readonly string[]
}

/** What Azure has once every unfinished update is taken back that is not `carriedOn`. */
export function withPutBack<State extends ServiceState>(
  state: State,
  carriedOn: (deployment: DeploymentState) => boolean = () => false,
): { readonly state: State; readonly putBack: readonly string[] } {
  const putBack: string[] = []
  const deployments = state.deployments.map((deployment): DeploymentState => {
    const original = originalIn(deployment.tags)
    if (original === undefined || carriedOn(deployment)) return deployment
    putBack.push(deployment.name)
    return { ...deployment, provisioningState: 'Succeeded', tags: tagsOf(original) }
  })
  return { state: { ...state, deployments }, putBack }
}

/** The content of a deployment; of one whose update nobody has finished, what it was before, too. */
const contentsOf = (deployment: DeploymentState): readonly (string | undefined)[] => {
  const { [tag.deploymentDigest]: digest } = deployment.tags
  const original = originalIn(deployment.tags)
  if (!original) return [digest]
  const before = tagsOf(original)[tag.deploymentDigest]
  return hasFailed(deployment) ? [before] : [digest, before]
}

/** Whether it is well no more, or was never. */
export const hasFailed = ({ provisioningState }: DeploymentState): boolean =>
  ['Failed', 'Canceled', 'Deleting'].includes(provisioningState)

/**
 * The name of the deployment with this content. It follows from the content alone, unless an update
 * in place has given the content to a deployment of another name, or that name to other content.
 */
export function nameFor(digest: string, { endpoint, deployments }: AzureState): string {
  const serves = ({ name }: DeploymentState) => shareOf(endpoint?.traffic ?? {}, name) > 0
  const serving = deployments.filter(serves)
  const same = serving.find((deployment) => contentsOf(deployment).includes(digest))
  if (same) return same.name.toLowerCase()
  const name = deploymentName(digest)
  const isTaken = serving.some((deployment) => deployment.name.toLowerCase() === name)
  return isTaken ? deploymentName(digestOf({ digest, besides: name })) : name
}

/** The deployment to update: the one with all of the traffic; undefined where nothing serves yet. */
export function servingDeployment(
  endpoint: string,
  { endpoint: found, deployments }: AzureState,
  named: string | undefined,
): { readonly name?: string; readonly failure?: Failure } {
  const traffic = positive(found?.traffic ?? {})
  if (Object.keys(traffic).length === 0) return {}
  const serving = deployments.find(({ name }) => shareOf(traffic, name) === 100)
  const name = serving?.name.toLowerCase()
  if (name !== undefined && (named === undefined || named === name)) return { name }
  return {
    failure: {
      code: 'deployment-conflict',
      message: `'strategy: in-place' updates the deployment that has all of the traffic${named === undefined ? '' : `, 'deployment-name' is '${named}'`}, and the traffic of endpoint '${endpoint}' is ${describeTraffic(traffic)}`,
      hint: "Give one deployment all of the traffic, and leave 'deployment-name' out; or choose another 'strategy'.",
    },
  }
}
