/**
 * The error catalogue: what Azure says → what broke, in one of our codes, and what to do.
 * Codes, causes and remedies follow "Troubleshoot online endpoint deployment and scoring".
 */
import type { ErrorCode, Failure } from '../errors.ts'
import { type AzureError, codes, sentences } from './azureError.ts'

/** What was being done when Azure refused: completes "could not …". */
export interface Attempt {
  readonly doing: string
  /** The code when nothing in the catalogue matches. */
  readonly otherwise: ErrorCode
  readonly status?: number
}

interface Entry {
  /** Azure's code, exact; or a pattern in any of its sentences. */
  readonly azure: {
    readonly code?: readonly string[]
    readonly says?: RegExp
    readonly status?: readonly number[]
  }
  readonly code: ErrorCode
  readonly hint: string | ((found: RegExpExecArray | undefined) => string)
}

const troubleshooting = (azureCode: string) =>
  `https://aka.ms/oe-tsg#error-${azureCode.toLowerCase()}`

/** First match wins, so what says most stands first. */
const catalogue: readonly Entry[] = [
  {
    azure: {
      says: /Not enough quota available for (\S+) .*?Current usage\/limit: (\d+)\/(\d+)\. Additional needed: (\d+)/s,
    },
    code: 'quota-exceeded',
    hint: (found) =>
      `${found?.[1] ?? 'The size'} needs ${found?.[4] ?? 'more'} more vCPUs and ${found?.[2] ?? '?'} of ${found?.[3] ?? '?'} are in use (20 % are kept in reserve for upgrades). Ask for more quota in the Azure ML studio, or choose another 'instance-type'.`,
  },
  {
    azure: { code: ['OutOfQuota', 'OutOfCapacity'] },
    code: 'quota-exceeded',
    hint: "Ask for more quota in the Azure ML studio, choose another 'instance-type' or region, or delete deployments that are not needed.",
  },
  {
    azure: { says: /There is already an endpoint with this name/i },
    code: 'endpoint-name-taken',
    hint: "Endpoint names are unique in an Azure region, over all customers. Choose another 'service-name', for example with your team's name or the environment in it.",
  },
  {
    azure: {
      says: /perform action '(Microsoft\.Insights\/autoscaleSettings)\/\w+' over scope '([^']+)'/i,
    },
    code: 'permission-denied',
    hint: (found) =>
      `For 'autoscale', grant the identity 'Contributor' on the resource group, or a custom role with ${found?.[1]}/read, write and delete, on ${found?.[2]}. A new role takes some minutes to take effect.`,
  },
  {
    azure: {
      says: /does not have authorization to perform action '(Microsoft\.(?:Insights|AlertsManagement)\/[^']+)' over scope '([^']+)'/i,
    },
    code: 'permission-denied',
    hint: (found) =>
      `Grant the identity the built-in role 'Monitoring Reader' on ${found?.[2]}: az role assignment create --assignee <client-id> --role "Monitoring Reader" --scope ${found?.[2]}. A new role takes some minutes to take effect.`,
  },
  {
    azure: {
      says: /does not have authorization to perform action '([^']+)' over scope '([^']+)'/i,
    },
    code: 'permission-denied',
    hint: (found) =>
      `Grant the identity a role with '${found?.[1]}' on ${found?.[2]}. The built-in role 'AzureML Data Scientist' on the workspace covers a deployment: az role assignment create --assignee <client-id> --role "AzureML Data Scientist" --scope <workspace id>. A new role takes some minutes to take effect.`,
  },
  {
    azure: { code: ['AuthorizationFailed', 'LinkedAuthorizationFailed'] },
    code: 'permission-denied',
    hint: "Grant the identity the built-in role 'AzureML Data Scientist' on the workspace. A new role takes some minutes to take effect.",
  },
  {
    azure: { code: ['RequestDisallowedByPolicy'] },
    code: 'policy-forbids',
    hint: 'An Azure Policy of the subscription forbids this; the policy is named above. Ask its owner, or deploy where it does not apply.',
  },
  {
    azure: {
      says: /not registered to use namespace '(Microsoft\.(?:Insights|AlertsManagement))'/i,
    },
    code: 'provider-not-registered',
    hint: (found) => `Register the resource provider once: az provider register -n ${found?.[1]}.`,
  },
  {
    azure: { code: ['SubscriptionNotRegistered', 'MissingSubscriptionRegistration'] },
    code: 'provider-not-registered',
    hint: 'Register the resource providers once: az provider register -n Microsoft.MachineLearningServices; likewise Microsoft.PolicyInsights and Microsoft.Cdn.',
  },
  {
    azure: { code: ['SubscriptionNotFound', 'InvalidSubscriptionId'] },
    code: 'subscription-not-found',
    hint: "Check 'subscription-id', and that the identity that signs in has a role in that subscription.",
  },
  {
    azure: { code: ['ImageBuildFailure', 'EnvironmentBuildFailed', 'ImageBuildComputeNotValid'] },
    code: 'image-build-failed',
    hint: 'The environment could not be installed. Correct the package or version that the build log names, and pin versions that exist together.',
  },
  {
    azure: { says: /A required package azureml-inference-server-http is missing/i },
    code: 'container-crashed',
    hint: "Add 'azureml-inference-server-http' to the pip section of the conda file.",
  },
  {
    azure: {
      says: /pull permission on the registry|unable to pull|failed to pull image|image .* not (be )?(found|pulled)/i,
    },
    code: 'image-build-failed',
    hint: "Check the image's name and tag, and that the endpoint's identity has the role AcrPull on its registry.",
  },
  {
    azure: { says: /(liveness|readiness) probe failed|did not become (healthy|ready)/i },
    code: 'container-not-ready',
    hint: "The container did not answer its probes in time. If init() needs longer, raise 'liveness-probe' and 'readiness-probe' (initial-delay, failure-threshold), or give it more 'cpu' and 'memory'.",
  },
  {
    azure: { says: /User container has crashed or terminated/i },
    code: 'container-crashed',
    hint: 'The container ended before it could serve. The traceback above says where: correct the entry script, the model or the environment.',
  },
  {
    azure: { code: ['ResourceNotReady'] },
    code: 'container-crashed',
    hint: 'The container did not become ready. Its log above says why: an import that fails, an init() that raises, or one that takes longer than the probes allow.',
  },
  {
    azure: { says: /because it is in (\w+) provisioning state/i },
    code: 'endpoint-conflict',
    hint: 'Another change of the endpoint is under way. Run again when it has ended.',
  },
  {
    azure: { says: /Instance ?type|VmSize|vm size/i },
    code: 'size-unknown',
    hint: "Choose another 'instance-type', or leave it out and give 'cpu' and 'memory'.",
  },
  {
    azure: { code: ['SecretsInjectionError'] },
    code: 'deployment-failed',
    hint: "An environment variable refers to a secret that the endpoint's identity may not read: grant it 'Azure Machine Learning Workspace Connection Secrets Reader'.",
  },
  {
    azure: { code: ['WorkspaceManagedNetworkNotReady'] },
    code: 'deployment-failed',
    hint: "Provision the workspace's managed network first: az ml workspace provision-network.",
  },
  {
    azure: { code: ['OperationCanceled'] },
    code: 'deployment-conflict',
    hint: 'Another operation of higher priority came between. Run again.',
  },
  {
    azure: { code: ['BadArgument'] },
    code: 'deployment-failed',
    hint: "Check what the message names. If it is about access: the endpoint's identity needs Storage Blob Data Reader on the workspace's storage account and AcrPull on its registry.",
  },
  {
    azure: {
      code: ['InternalServerError', 'ServiceError', 'ServiceUnavailable', 'ServerTimeout'],
      status: [500, 502, 503, 504],
    },
    code: 'azure-unavailable',
    hint: 'This is on the side of Azure. Run again; if it stays, open a support ticket with the ids below.',
  },
  {
    azure: { status: [429] },
    code: 'azure-unavailable',
    hint: 'Azure throttles this subscription. Run again in a few minutes.',
  },
]

/** What Azure said, in our words: pure, total. */
export function explain(error: AzureError, attempt: Attempt): Failure {
  const said = sentences(error)
  const given = codes(error)
  const match = find(said, given, attempt.status)
  const azure = said.join('\n')
  const reason =
    said.at(-1) ?? given.at(-1) ?? (attempt.status === undefined ? '' : `HTTP ${attempt.status}`)
  const named = given[0] === undefined ? '' : `${given[0]}: `
  const policies = policyNames(error)
  const common = {
    message: `could not ${attempt.doing}: ${named}${reason}${policies}`,
    ...(azure === '' || azure === reason ? {} : { azure }),
    ...(given[0] === undefined || given[0] === 'AuthorizationFailed'
      ? {}
      : { link: troubleshooting(given[0]) }),
  }
  if (!match) return { ...common, code: attempt.otherwise }
  const { entry, found } = match
  return {
    ...common,
    code: entry.code,
    hint: typeof entry.hint === 'function' ? entry.hint(found) : entry.hint,
  }
}

function find(said: readonly string[], given: readonly string[], status: number | undefined) {
  for (const entry of catalogue) {
    const { code, says, status: statuses } = entry.azure
    const found = says && said.map((text) => says.exec(text)).find((match) => match !== null)
    if (found) return { entry, found }
    if (code?.some((wanted) => given.includes(wanted))) return { entry, found: undefined }
    if (status !== undefined && statuses?.includes(status)) return { entry, found: undefined }
  }
  return undefined
}

function policyNames(error: AzureError): string {
  const policy = error.info['PolicyViolation']
  if (typeof policy !== 'object' || policy === null) return ''
  const { policyDefinitionDisplayName, policyAssignmentDisplayName } = policy as Record<
    string,
    unknown
  >
  const names = [policyDefinitionDisplayName, policyAssignmentDisplayName].filter(
    (name) => typeof name === 'string',
  )
  return names.length > 0 ? ` (policy: ${names.join(', ')})` : ''
}
