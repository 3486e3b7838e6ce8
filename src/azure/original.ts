/** What a deployment was before an update in place: read, put back, or forgotten once the update has proven itself. */
import { ActionError, reasonOf } from '../errors.ts'
import {
  type DeploymentBody,
  originalIn,
  tagsOf,
  withEndedUpdate,
  withOriginal,
  withoutOriginal,
  withValues,
} from '../plan/inPlace.ts'
import { isObject } from '../plan/json.ts'
import { tag } from '../plan/naming.ts'
import { type Arm, inferenceApiVersion, type Resource } from './arm.ts'
import {
  pathOf as deploymentPath,
  hasEnded,
  readResource as readDeployment,
  stateOf,
} from './deployment.ts'
import { identityBody } from './identity.ts'
import { follow, until, whenIdle } from './operation.ts'

/** Waits until nothing is changing the deployment, and reads it; undefined when there is none. */
export const settledDeployment = (
  arm: Arm,
  endpoint: string,
  name: string,
  signal: AbortSignal,
): Promise<Resource | undefined> =>
  until(
    () => readDeployment(arm, endpoint, name, signal),
    (found) => found === undefined || hasEnded(found),
    signal,
  )

/** The body that makes a deployment what it is; what only the service may set is left out. */
export function originalOf(resource: Resource) {
  const { location, kind, sku, tags, properties } = resource
  const { provisioningState: _, properties: own, ...settings } = properties ?? {}
  const { AzureAsyncOperationUri: __, ...kept } = isObject(own) ? own : {}
  const given = { ...settings, ...(Object.keys(kept).length > 0 ? { properties: kept } : {}) }
  return {
    location,
    ...(kind ? { kind } : {}),
    ...identityBody(resource),
    tags: withoutOriginal(tags ?? {}),
    sku: { name: sku?.name ?? 'Default', capacity: sku?.capacity ?? 1 },
    properties: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)),
  } satisfies DeploymentBody
}

/**
 * Puts a deployment back to what it was, waits until it serves, and reads it back. Until then its
 * tags go on saying what it was: if this fails too, the next run tries again.
 */
export async function putBack(
  arm: Arm,
  endpoint: string,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const attempt = {
    doing: `put deployment '${name}' back to what it was`,
    otherwise: 'deployment-failed',
  } as const
  // Azure takes nothing while it is still at the update.
  const updated = await settledDeployment(arm, endpoint, name, signal)
  const original = originalIn(updated?.tags ?? {})
  if (!updated || !original) return
  const before = tagsOf(original)
  const body = {
    ...withValues(original, originalOf(updated)),
    tags: withOriginal(before, original) ?? before,
  }
  const answer = await whenIdle(
    (accept) =>
      arm.send({
        method: 'PUT',
        path: deploymentPath(arm, endpoint, name),
        body,
        attempt,
        signal,
        accept,
      }),
    signal,
  )
  await follow(arm, answer, { attempt, signal })
  const found = await until(
    () => readDeployment(arm, endpoint, name, signal),
    (found) =>
      found === undefined ||
      (hasEnded(found) && found.tags?.[tag.deploymentDigest] === before[tag.deploymentDigest]),
    signal,
  )
  const state = found ? stateOf(found) : 'gone'
  if (state === 'Succeeded') return forgetOriginal(arm, endpoint, name, signal)
  throw new ActionError({
    code: 'deployment-failed',
    message: `deployment '${name}' was put back to what it was, and ended in state ${state}`,
    hint: 'Look at the deployment and its log in the studio.',
  })
}

/**
 * Takes what a deployment was out of its tags: nobody will go back to it any more. Never throws:
 * what is well stays well, and a run that goes back once more does no harm.
 */
export async function forgetOriginal(
  arm: Arm,
  endpoint: string,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const attempt = { doing: `tag deployment '${name}'`, otherwise: 'azure-refused' } as const
  try {
    const answer = await whenIdle(async (accept) => {
      const found = await settledDeployment(arm, endpoint, name, signal)
      return arm.send({
        method: 'PATCH',
        path: deploymentPath(arm, endpoint, name),
        body: { tags: withEndedUpdate(found?.tags ?? {}) },
        attempt,
        signal,
        accept,
      })
    }, signal)
    await follow(arm, answer, { attempt, signal })
  } catch (error) {
    arm.log.warning(
      `deployment ${name} is well, but its tags could not be told: ${reasonOf(error)}`,
    )
  }
}

/** Reads a deployment, and prints the body that it had before its update. */
const restoringScript = [
  'import base64,json,sys',
  'd=json.load(sys.stdin)',
  't=d["tags"]',
  'n=sorted((k for k in t if k.startswith("in-place-before-")),key=lambda k:int(k[16:]))',
  'b=json.loads(base64.b64decode("".join(t[k] for k in n)))',
  'p=b["properties"]',
  'c=d["properties"].get("environmentVariables") or {}',
  'e=p.get("environmentVariables") or {}',
  'p["environmentVariables"]={k:c[k] if v is None else v for k,v in e.items()}',
  'print(json.dumps(b))',
].join(';')

/** The one command that puts a deployment back by hand; it shows nothing of what may be secret. */
export function putBackCommand(arm: Arm, endpoint: string, name: string): string {
  const url = `${arm.hosts.arm}${deploymentPath(arm, endpoint, name)}?api-version=${inferenceApiVersion}`
  return `az rest --method put --url "${url}" --body "$(az rest --method get --url "${url}" | python3 -c '${restoringScript}')"`
}
