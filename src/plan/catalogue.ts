/**
 * The error catalogue: what Azure says → what broke, in one of our codes, and what to do.
 * Codes, causes and remedies follow "Troubleshoot online endpoint deployment and scoring".
 */
import type { ErrorCode } from '../errors.ts'

export interface Entry {
  /** Azure's code, exact; or a pattern in any of its sentences. */
  readonly azure: {
    readonly code?: readonly string[]
    readonly says?: RegExp
    readonly status?: readonly number[]
  }
  /** Absent: what was being done says what broke. */
  readonly code?: ErrorCode
  readonly hint: string | ((found: RegExpExecArray | undefined) => string)
}

/** First match wins, so what says most stands first. */
export const catalogue: readonly Entry[] = [
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
    azure: {
      says: /timeout while waiting for Environment Image|Environment Image to become available/i,
    },
    code: 'image-build-failed',
    hint: "Azure was still building the environment's image. Run again in some minutes: it finds the image when it is done, and the build log says why when it never is.",
  },
  {
    azure: { says: /Deployment \S+ (?:is )?not found in endpoint/i },
    code: 'deployment-conflict',
    hint: 'Azure does not know the deployment yet, or somebody has deleted it. Run again.',
  },
  {
    azure: { says: /Asset paths cannot be updated/i },
    code: 'registration-failed',
    hint: "That version exists with other content, and no version can be changed. Leave 'model-version' out, or choose another.",
  },
  {
    azure: { code: ['MissingDriverProgram'] },
    code: 'deployment-failed',
    hint: "The deployment has neither code nor a server of its own. Give an 'entry-script', or a model that the action can serve without one.",
  },
  {
    azure: { code: ['ImagePullLoopBackOff', 'ACRSecretError'] },
    code: 'image-build-failed',
    hint: "The image cannot be pulled. Check its name and tag, and that the cluster or the endpoint's identity has the role AcrPull on its registry.",
  },
  {
    azure: {
      code: [
        'TokenRefreshFailed',
        'GetAADTokenFailed',
        'ACRAuthenticationChallengeFailed',
        'ACRTokenExchangeFailed',
      ],
    },
    code: 'image-build-failed',
    hint: 'The cluster cannot sign in to the registry of the image. Check that it reaches login.microsoftonline.com and the registry, and that its clock is right; then run again.',
  },
  {
    azure: { code: ['ACRTokenExchangeForbidden'] },
    code: 'image-build-failed',
    hint: 'The identity may not pull from the registry. Grant it AcrPull; a new role takes some minutes to take effect. Then run again.',
  },
  {
    azure: {
      code: ['DeploymentCrashLoopBackOff', 'KubernetesCrashLoopBackOff', 'UserScriptInitFailed'],
    },
    code: 'container-crashed',
    hint: 'The container ends again and again, or its init() raises. The first traceback in its log above says where.',
  },
  {
    azure: { code: ['UserScriptImportError'] },
    code: 'container-crashed',
    hint: 'The entry script imports what is not installed, or not there. Add the package that the log above names to the conda file.',
  },
  {
    azure: { code: ['UserScriptFunctionNotFound'] },
    code: 'container-crashed',
    hint: "The entry script needs two functions, init() and run(data), at its top level. Correct the file that 'entry-script' names.",
  },
  {
    azure: { code: ['PodUnschedulable', 'KubernetesUnaccessible', 'NamespaceNotFound'] },
    code: 'deployment-failed',
    hint: 'The Kubernetes cluster has no room for the deployment, cannot be reached, or lacks the namespace that it was attached with. Ask whoever runs it; less CPU and memory may fit.',
  },
  {
    azure: { code: ['PodOutOfMemory'] },
    code: 'container-crashed',
    hint: "The container needed more memory than it has. Raise 'memory', or choose a larger 'instance-type'.",
  },
  {
    azure: { code: ['EndpointAlreadyExists'] },
    code: 'endpoint-name-taken',
    hint: "An endpoint of this name exists already. Choose another 'service-name'.",
  },
  {
    azure: { code: ['EndpointNotFound'] },
    code: 'endpoint-not-found',
    hint: "The endpoint was deleted meanwhile, or never made. Check 'service-name' and run again.",
  },
  {
    azure: { code: ['ScoringFeUnhealthy', 'InferencingClientCallFailed', 'ValidateScoringFailed'] },
    code: 'deployment-failed',
    hint: "Azure's front end in the cluster does not answer, or not for this deployment. See that its pods (azureml-fe) run, and look at the container's log above.",
  },
  {
    azure: { code: ['InvalidDeploymentSpec'] },
    code: 'deployment-failed',
    hint: 'A setting of the deployment is none that Azure takes: the message names it. Correct the input of that name.',
  },
  {
    azure: { code: ['ResourceNotFound'] },
    hint: "Something that this refers to is not there, or may not be seen: the message names it. If it is the image's registry, grant the endpoint's identity AcrPull.",
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
