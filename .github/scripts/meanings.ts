/** What the documents say of every status and error code; the types see to it that none is left out. */
import type { ErrorCode } from '../../src/errors.ts'
import type { Framework } from '../../src/model/description.ts'
import type { Status } from '../../src/plan/result.ts'

export const statusMeanings: Readonly<
  Record<Status, { readonly ends: 'succeeds' | 'fails'; readonly meaning: string }>
> = {
  deployed: {
    ends: 'succeeds',
    meaning:
      'The new deployment passed its smoke test, has all the traffic, and answered through the endpoint.',
  },
  unchanged: {
    ends: 'succeeds',
    meaning:
      'All was as asked for already; it was smoke-tested again and nothing was changed. So ends `mode: status`, too.',
  },
  planned: {
    ends: 'succeeds',
    meaning:
      '`mode: check` or `mode: plan` found nothing that would stop a deployment. Nothing was changed.',
  },
  failed: {
    ends: 'fails',
    meaning: 'Nothing of the traffic was changed: what served before still serves.',
  },
  'smoke-failed': {
    ends: 'fails',
    meaning:
      'The new deployment came up but answered wrongly, late or not at all. It never got traffic.',
  },
  'rolled-back': {
    ends: 'fails',
    meaning:
      'Something failed after the traffic was moved, or what serves was updated; what was before was put back and read back.',
  },
  'rollback-failed': {
    ends: 'fails',
    meaning:
      'What served before could not be put back. The log has the `az` command that does it. **Needs a person, now.**',
  },
  cancelled: {
    ends: 'fails',
    meaning: 'The workflow was cancelled. What had begun is undone, if need be by the post step.',
  },
  deleted: {
    ends: 'succeeds',
    meaning: '`mode: delete` took away what was asked for, or it was gone already.',
  },
}

/** In which files a framework's models are found. */
export const frameworkFiles: Readonly<Record<Exclude<Framework, 'custom'>, string>> = {
  'scikit-learn':
    '`.joblib` and `.pkl` in every compression that joblib writes, also by cloudpickle and dill; `.skops`',
  xgboost: '`.json`, `.ubj`, the old binary form; its estimators in a pickle',
  lightgbm: 'its text form; its estimators in a pickle',
  catboost: '`.cbm`; its estimators in a pickle',
  onnx: '`.onnx`, with its external data beside it',
  tensorflow: 'a SavedModel folder',
  keras: '`.keras`, `.h5`',
  pytorch: 'TorchScript, `.pt2` of `torch.export`',
  transformers: 'a folder of Hugging Face',
  mlflow: 'a folder with an `MLmodel` file',
  triton: 'a model repository',
}

interface ErrorMeaning {
  readonly means: string
  readonly remedy: string
}

/** In the order in which a run can meet them. */
export const errorMeanings: Readonly<Record<ErrorCode, ErrorMeaning>> = {
  'invalid-input': {
    means: 'An input or a line of the config file is missing, unknown or malformed.',
    remedy: 'The message lists every mistake, with file and line. Nothing was sent to Azure.',
  },
  'model-not-found': {
    means: '`model-path` is not there.',
    remedy:
      'Paths are relative to the checkout. A model of an earlier job has to be downloaded first.',
  },
  'model-empty': {
    means: 'The model is an empty file or folder.',
    remedy: 'Look at the step that writes it.',
  },
  'model-unreadable': {
    means: 'The file is damaged or of no known format, or a folder holds no model or several.',
    remedy: 'The message names the file, the byte and what was expected there.',
  },
  'model-unsafe': {
    means: 'Loading the model would run dangerous code: the message lists what, and where.',
    remedy: 'Find out who made the file. Only if it is meant so: `model-scan: warn`.',
  },
  'framework-unsupported': {
    means: 'The model cannot be served without code, or not with this version.',
    remedy:
      'Bring your own `entry-script`; the message says the least that would do. See [Your own code](your-own-code.md).',
  },
  'framework-contradicted': {
    means: '`framework` or `framework-version` says something else than the model file.',
    remedy: 'Leave the input out: the file says it. Nothing was uploaded.',
  },
  'framework-version-unknown': {
    means: 'The model file does not record which version saved it.',
    remedy: 'Give `framework-version`.',
  },
  'attestation-missing': {
    means: 'Nobody has attested the model, or a file of it, and `verify-attestation` demands it.',
    remedy:
      'Attest it where it is made with `actions/attest`; the message has the digest. `attestations: read` lets the job see what there is.',
  },
  'attestation-invalid': {
    means: 'The model has attestations, and none of them counts: the message says why of each.',
    remedy:
      'Correct `repository` or `signer-workflow`, or find out where the file comes from. Nothing was deployed.',
  },
  'oidc-unavailable': {
    means: 'GitHub gives this job no OIDC token.',
    remedy:
      'Add `permissions: id-token: write` to the job. Pull requests from forks never get one. See [Signing in](sign-in.md).',
  },
  'federated-credential-mismatch': {
    means: 'The application does not trust this workflow.',
    remedy:
      'Run the `az ad app federated-credential create` command of the message: it has the issuer, subject and audience that GitHub sent. It has [two forms](sign-in.md#the-subject).',
  },
  'client-secret-invalid': {
    means: 'The client secret is wrong.',
    remedy: "Pass the secret's value, not its id; or use OIDC.",
  },
  'client-secret-expired': {
    means: 'The client secret has expired.',
    remedy: 'Use OIDC, or make a new secret.',
  },
  'sign-in-failed': {
    means: 'Microsoft Entra ID refused the sign-in for another reason.',
    remedy: 'The message has its AADSTS code; check `client-id`, `tenant-id` and `cloud`.',
  },
  'permission-denied': {
    means: "The identity lacks a role, or the job's token a permission.",
    remedy:
      'Grant what the message names; see [Roles](roles.md). A new role takes some minutes to take effect.',
  },
  'subscription-not-found': {
    means: 'There is no such subscription, or none that this identity can see.',
    remedy: 'Check `subscription-id` and the roles.',
  },
  'workspace-not-found': {
    means: 'There is no such workspace.',
    remedy: 'Check `workspace`, `resource-group` and `subscription-id`.',
  },
  'datastore-unsupported': {
    means: 'The default datastore of the workspace is not blob storage.',
    remedy: 'Make a blob datastore the default, normally `workspaceblobstore`.',
  },
  'environment-not-found': {
    means: '`environment` is not registered in the workspace.',
    remedy: 'Register it, correct the name, or give a `conda-file`.',
  },
  'storage-unreachable': {
    means: "The storage account's firewall or private endpoint refuses this runner.",
    remedy:
      "Use a runner in the workspace's network, or let the runner's network in. See [Private networks](private-networks.md#a-workspace-that-is-closed-to-the-internet).",
  },
  'storage-permission-denied': {
    means: 'The identity may not write to the storage account.',
    remedy:
      'Grant it Storage Blob Data Contributor there. See [Roles](roles.md#uploading-without-keys).',
  },
  'size-unknown': {
    means: 'The region does not offer `instance-type`.',
    remedy: 'The message lists what it offers; or leave it out and give `cpu` and `memory`.',
  },
  'size-not-found': {
    means: 'No VM size is large enough for `cpu` and `memory`.',
    remedy: 'Ask for less, or name an `instance-type`.',
  },
  'quota-exceeded': {
    means: 'The quota has no room; Azure keeps a fifth of the instances in reserve for upgrades.',
    remedy:
      'The message has the numbers. Ask for more quota, take another size, or delete what is not needed.',
  },
  'endpoint-name-taken': {
    means: 'Somebody else in the Azure region has an endpoint of that name.',
    remedy: 'Choose another `service-name`.',
  },
  'endpoint-conflict': {
    means: 'The endpoint is busy, of another kind, or has another `auth-mode`.',
    remedy: 'As the message says: wait, or leave `auth-mode` out.',
  },
  'endpoint-busy': {
    means: 'Another run is rolling out to the endpoint, and `on-busy` is `fail`.',
    remedy:
      'Run again when it has ended (the message links to it), or leave `on-busy` out to wait. See [One run at a time](canary.md#one-run-at-a-time).',
  },
  'endpoint-not-found': {
    means: 'There is no endpoint of that name, and the mode needs one.',
    remedy: 'Check `service-name` and `workspace`, or deploy a model to it first.',
  },
  'deployment-not-found': {
    means:
      'The service has no such deployment, or does not say which one is to be promoted or gone back to.',
    remedy:
      'Name one of those that the message lists in `deployment-name`; `keep-previous: 1` keeps the one to go back to.',
  },
  'not-owned': {
    means: '`mode: delete` was asked to delete what this repository has not made.',
    remedy: 'Delete it from the repository that its tags name, in the studio, or with `az ml`.',
  },
  'alert-rule-unusable': {
    means: 'A rule of `rollback-alerts` does not exist or is switched off.',
    remedy:
      'Nothing was changed. Correct the name, give the id of a rule in another resource group, or switch the rule on.',
  },
  'plan-changed': {
    means: 'What would be done now is not what `approved-plan` says was approved.',
    remedy:
      'Nothing was changed. The message lists the differences; make the plan anew and have it approved. See [Plan and approval](plan-and-approval.md).',
  },
  'deployment-conflict': {
    means: '`deployment-name` is serving other content, or another operation came between.',
    remedy: 'Leave `deployment-name` out, or run again.',
  },
  'provider-not-registered': {
    means: 'The subscription has not registered a resource provider.',
    remedy:
      '`az provider register -n Microsoft.MachineLearningServices`, likewise `Microsoft.PolicyInsights` and `Microsoft.Cdn`; for `autoscale` `Microsoft.Insights`.',
  },
  'policy-forbids': {
    means: 'An Azure Policy forbids it.',
    remedy: 'The message names the policy; ask its owner.',
  },
  'preflight-failed': {
    means:
      'The service was run on the runner, and could not be installed, did not start or did not answer; or this runner cannot do that and `preflight: on` or `auto` for a size asks for it.',
    remedy:
      'The message has the traceback, and the line of the entry script. Where the runner is at fault, `preflight: off` goes without.',
  },
  'model-changed': {
    means: 'A file of the model changed while it was uploaded.',
    remedy: 'Deploy after the step that writes it has ended.',
  },
  'upload-failed': {
    means: 'The upload broke off and trying again did not help.',
    remedy: 'Run again: what was uploaded is not uploaded twice.',
  },
  'registration-failed': {
    means: 'The model, code or environment could not be registered.',
    remedy: 'See the message; two runs that race are kept apart by `concurrency`.',
  },
  'image-build-failed': {
    means: 'The environment could not be installed, or the image not be pulled.',
    remedy: 'Pin versions that exist together; for a private registry, grant AcrPull.',
  },
  'container-crashed': {
    means: 'The container started and ended: an import that fails, an `init()` that raises.',
    remedy: "The container's log is in the job; its traceback is an annotation.",
  },
  'container-not-ready': {
    means: 'The container did not answer its probes in time.',
    remedy: 'If `init()` needs longer, raise `liveness-probe` and `readiness-probe`.',
  },
  'deployment-failed': {
    means: 'Azure could not make the deployment, for a reason of its own.',
    remedy: "The message has Azure's words and the ids for a support ticket.",
  },
  'endpoint-failed': {
    means: 'The endpoint could not be created or read.',
    remedy: "See the message; the studio's page of the endpoint often says more.",
  },
  'smoke-wrong-answer': {
    means: 'The model answered something other than `smoke-expect`.',
    remedy:
      'Either the model or the expectation is wrong; the message has both. See [Smoke tests](smoke-tests.md).',
  },
  'smoke-error': {
    means: 'The smoke request was answered with an HTTP error.',
    remedy:
      "Compare `smoke-request` with what the scoring script expects; see the container's log.",
  },
  'smoke-too-slow': {
    means: 'The 95th percentile is above `smoke-max-latency-ms`.',
    remedy: 'Give it more `cpu`, another `instance-type`, or allow more.',
  },
  'bake-failed': {
    means:
      'The new deployment answered wrongly, with errors or too slowly while it had a share of the traffic.',
    remedy:
      "The traffic went back to what it was. The message has the numbers, the job has the container's log. See [Watching](canary.md#watching).",
  },
  'traffic-changed': {
    means: 'Somebody else changed the traffic during the run.',
    remedy:
      'Nothing was overwritten. Use `concurrency`, then run again. See [One run at a time](canary.md#one-run-at-a-time).',
  },
  'traffic-not-applied': {
    means: 'Azure accepted the new traffic, but does not show it.',
    remedy: 'Look at the endpoint in the studio, then run again.',
  },
  'verification-failed': {
    means: 'The endpoint has the new traffic, but does not answer as the deployment did.',
    remedy: 'The traffic was put back. Look at the endpoint and its log.',
  },
  'deadline-passed': {
    means: 'The deployment took longer than `timeout-minutes`.',
    remedy: 'Run again, which goes on where this run stopped; or raise it.',
  },
  cancelled: {
    means: 'The workflow was cancelled.',
    remedy: 'What had begun was undone.',
  },
  'azure-unavailable': {
    means: 'Azure answers with errors or throttles, and went on doing so.',
    remedy: 'Run again in a few minutes.',
  },
  'azure-refused': {
    means: 'Azure refused a request, in words that this action does not know.',
    remedy: "The message has Azure's words and the ids for a support ticket.",
  },
  network: {
    means: 'A host could not be reached.',
    remedy:
      'Check proxy, firewall and certificates: [the hosts that a run talks to](private-networks.md#hosts).',
  },
  internal: {
    means: 'A defect of this action.',
    remedy: 'Please open an issue with the debug log.',
  },
}
