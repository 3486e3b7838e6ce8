/**
 * Every input of the action, in one table: action.yml, the config file's schema, the documents'
 * table and the parser all follow it. Names are frozen once released.
 */
import { frameworks } from '../model/description.ts'
import { modes } from './request.ts'
import { strategies } from './rollout.ts'
import {
  anything,
  choice,
  countOrSwitch,
  duration,
  type Kind,
  memory,
  number,
  orAuto,
  orMap,
  orSwitch,
  record,
  text,
  textMap,
  textOrTexts,
  texts,
  trueOrFalse,
  wholeNumbers,
} from './values.ts'

export interface Input<T> {
  readonly kind: Kind<T>
  readonly description: string
  readonly required?: true
  /** What holds when the input is absent, in words; the value itself is set in parse.ts. */
  readonly default?: string
  /** A secret may not stand in a committed config file. */
  readonly secret?: true
}

const input = <T>(
  kind: Kind<T>,
  description: string,
  more: Omit<Input<T>, 'kind' | 'description'> = {},
): Input<T> => ({
  kind,
  description,
  ...more,
})

const probe = record({
  'initial-delay': duration(),
  period: duration(),
  timeout: duration(),
  'failure-threshold': number({ min: 1, integer: true }),
  'success-threshold': number({ min: 1, integer: true }),
})

// Azure Machine Learning, "Manage quotas": instances of a deployment; endpoint and deployment names.
const instances = number({ min: 1, max: 50, integer: true })
const serviceName = /^(?=.{3,32}$)[a-zA-Z](?:-?[a-zA-Z0-9])*$/
const serviceNameRule =
  '3 to 32 letters, digits and single dashes, beginning with a letter and ending with a letter or digit'
const assetName = /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}$/
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const repository = text({
  pattern: /^[\w-]+\/[\w.-]+$/,
  rule: "a repository such as 'owner/name'",
})
const guidRule = 'an id such as 00000000-1111-2222-3333-444444444444'

export const inputs = {
  'model-path': input(
    text(),
    'The trained model: a file or a folder, or `azureml:name:version` of a registered one.',
    { required: true },
  ),
  framework: input(
    choice(frameworks, {
      sklearn: 'scikit-learn',
      'scikit learn': 'scikit-learn',
      xgb: 'xgboost',
      lgbm: 'lightgbm',
      'tensor flow': 'tensorflow',
      tf: 'tensorflow',
      tfkeras: 'keras',
      torch: 'pytorch',
      'hugging face': 'transformers',
    }),
    'What trained it. Only needed where the model file does not say; a contradiction is an error.',
  ),
  'framework-version': input(
    text({
      pattern: /^\d+(\.\d+){0,3}([.-]?(a|b|rc|post|dev)\d*)?$/i,
      rule: "an exact version such as '1.5.2'",
    }),
    "The framework's exact version, such as `1.5.2`: a saved model needs the version that saved it. Only needed where the model file does not say.",
  ),
  'service-name': input(
    text({ pattern: serviceName, rule: serviceNameRule }),
    `The online endpoint, created when absent: ${serviceNameRule}. Unique in its Azure region.`,
    { required: true },
  ),
  cpu: input(
    orAuto(number({ min: 0.01, max: 416 })),
    'vCPUs that one instance of the service needs; `auto` for what the preflight finds.',
    { default: '1' },
  ),
  memory: input(
    orAuto(memory),
    'Memory in GB that one instance of the service needs; `auto` for what the preflight finds, with headroom.',
    { default: '2' },
  ),

  'subscription-id': input(text({ pattern: guid, rule: guidRule }), 'The Azure subscription.'),
  'resource-group': input(
    text({
      pattern: /^[-\w.()]{1,90}$/,
      rule: "1 to 90 letters, digits, '-', '_', '.' or parentheses",
    }),
    'The resource group of the workspace.',
  ),
  workspace: input(
    text({ pattern: /^[a-zA-Z0-9][\w-]{1,32}$/, rule: "2 to 33 letters, digits, '-' or '_'" }),
    'The Azure Machine Learning workspace.',
  ),
  'workspace-config': input(
    text(),
    'The `config.json` that the Azure ML studio offers for download; names subscription, resource group and workspace.',
    { default: './config.json or ./.azureml/config.json, if there' },
  ),

  'client-id': input(
    text({ pattern: guid, rule: guidRule }),
    'The application that signs in. With `tenant-id` alone: by GitHub OIDC, without any secret.',
  ),
  'tenant-id': input(text(), 'The Microsoft Entra tenant of that application.'),
  'client-secret': input(text(), 'A client secret, where OIDC cannot be used.', { secret: true }),
  credentials: input(text(), 'The JSON of `az ad sp create-for-rbac --json-auth`.', {
    secret: true,
  }),
  cloud: input(
    choice(['public', 'usgov', 'china'], {
      azurecloud: 'public',
      azureusgovernment: 'usgov',
      azurechinacloud: 'china',
    }),
    'The Azure cloud: `public`, `usgov` or `china`.',
    { default: 'public' },
  ),

  'entry-script': input(
    text(),
    'Your own scoring script with `init()` and `run()`. Leave it out and one is written for the framework.',
  ),
  'source-directory': input(text(), 'The folder that is deployed with the entry script.', {
    default: "the entry script's folder",
  }),
  'conda-file': input(text(), 'A conda file with what the entry script needs.'),
  environment: input(
    text(),
    'An environment instead: registered (`name:version`), an `azureml:` or registry id, or an image. With `conda-file`, the image that the file is installed on.',
  ),
  'environment-variables': input(
    textMap,
    'Environment variables of the scoring container, as a YAML map.',
  ),
  'mlflow-no-code': input(
    trueOrFalse,
    "Whether an MLflow model is served by Azure's own script, in an environment of the model's conda.yaml, instead of the script and environment that this action writes.",
    { default: 'false' },
  ),
  'instance-type': input(
    text({ pattern: /^standard_\w+$/i, rule: "a VM size such as 'Standard_D2as_v4'" }),
    'A VM size, instead of the one chosen for `cpu` and `memory`.',
  ),
  'instance-count': input(instances, 'Instances of the deployment, 1 to 50.', {
    default: "1; the `min` of 'autoscale'",
  }),
  autoscale: input(
    record({ min: instances, max: instances, 'target-utilization': number({ min: 10, max: 95 }) }),
    'Lets Azure Monitor move the number of instances between `min` and `max`: one more when their average CPU is above `target-utilization` percent for five minutes, one fewer when that leaves room.',
    { default: 'none; a `min` of 1 and a `target-utilization` of 70' },
  ),
  'auth-mode': input(
    choice(['key', 'aml_token', 'aad_token'], {
      'entra token': 'aad_token',
      entra: 'aad_token',
      aad: 'aad_token',
      aml: 'aml_token',
    }),
    'How callers of the endpoint authenticate: `key`, `aml_token` or `aad_token` (Microsoft Entra).',
    { default: "key; an existing endpoint's own" },
  ),
  'request-timeout': input(
    duration({ maxMs: 180_000 }),
    'Longest time one scoring request may take, in seconds (at most 180).',
    { default: '60; 180 for PyTorch and Hugging Face' },
  ),
  'max-concurrent-requests': input(
    number({ min: 1, max: 1000, integer: true }),
    'Requests that one instance works on at once.',
    { default: '1' },
  ),
  'liveness-probe': input(
    probe,
    'Liveness probe: `initial-delay`, `period`, `timeout` (seconds), `failure-threshold`, `success-threshold`.',
    { default: '10 s, 10 s, 2 s, 30 or more for a large or slow model, 1' },
  ),
  'readiness-probe': input(probe, 'Readiness probe, likewise.', { default: 'the same' }),

  mode: input(
    choice(modes),
    'What to do: `deploy`; `plan`: say what a deployment would change, and change nothing; `check`: only what can be known without Azure and without its credentials, for pull requests; with a service that is there, `promote`, `rollback`, `status` or `delete`; or `sweep`: delete every service of this repository whose `time-to-live` has passed.',
    { default: 'deploy' },
  ),
  'plan-file': input(
    text(),
    'The file that `mode: plan` writes, for people and for `approved-plan`.',
    {
      default: './azureml-deploy.plan.json',
    },
  ),
  'approved-plan': input(
    text(),
    'What was approved: a file that `mode: plan` wrote, or the digest in it. Anything else is not deployed.',
  ),
  'model-scan': input(
    choice(['error', 'warn', 'off']),
    'What to do about a model whose files would run dangerous code when they are loaded: `error`, `warn` or `off`.',
    { default: 'error' },
  ),
  'verify-attestation': input(
    orMap(
      orSwitch(repository),
      record({
        repository,
        'signer-workflow': text({
          pattern: /^[\w-]+\/[\w.-]+\/\.github\/workflows\/[^@\s]+\.ya?ml(@\S+)?$/,
          rule: "a workflow such as 'owner/name/.github/workflows/train.yml', with '@refs/heads/main' behind it where only that ref may sign",
        }),
        'predicate-type': text(),
        bundle: text(),
        'trusted-root': text(),
      }),
    ),
    'Deploys the model only if a build attestation of it (`actions/attest`) can be verified: `true` for one by a workflow of this repository, `owner/name` for one of another, or a map with `repository`, `signer-workflow`, `predicate-type`, `bundle` (the attestation as a file) and `trusted-root` (of a private Sigstore). Needs `github-token`, unless there is a `bundle`.',
    { default: 'false' },
  ),
  preflight: input(
    choice(['auto', 'on', 'off'], { true: 'on', false: 'off' }),
    'Whether the service is run on the runner first, with the same packages, server and requests: `auto` where the runner can, `on` (an error where it cannot) or `off`.',
    { default: 'auto' },
  ),

  'model-name': input(
    text({ pattern: assetName, rule: "letters, digits, '-' and '_'" }),
    'The name to register the model under.',
    { default: 'the service name' },
  ),
  'deployment-name': input(
    text({ pattern: serviceName, rule: serviceNameRule }),
    'The name of the deployment.',
    { default: '`d-` and the digest of its content' },
  ),
  description: input(text(), 'A description of the model version.'),
  tags: input(textMap, 'More tags for the model version, as a YAML map.'),

  'smoke-request': input(
    anything,
    'What the new deployment must answer before it gets traffic: JSON, a file, or a list of either. `none` to go without.',
    {
      default:
        '`sample-request.json` beside the model, else invented from what the model file says',
    },
  ),
  'smoke-expect': input(
    anything,
    'The expected answer: JSON or a file (a list of them for several requests), or a map with `status`, `body`, `tolerance`.',
  ),
  'smoke-count': input(
    number({ min: 1, max: 1000, integer: true }),
    'How often each smoke request is sent.',
    { default: '3' },
  ),
  'smoke-max-latency-ms': input(
    number({ min: 1 }),
    'Largest 95th percentile of the smoke latency, in milliseconds.',
  ),

  strategy: input(
    choice(strategies, { bluegreen: 'all-at-once', mirror: 'shadow', rolling: 'in-place' }),
    'How traffic moves to the new deployment: `all-at-once`, `canary` (one small step, then all), `linear` (several steps), `shadow` (a copy of some traffic first, then all), `in-place` (no second deployment: the one that serves is updated, without a smoke test before), or `manual` (not at all: it is left at 0 %, tested).',
    { default: 'all-at-once' },
  ),
  'traffic-steps': input(
    wholeNumbers({ min: 1, max: 100 }),
    "The new deployment's share of the traffic after each step of `canary`, `linear` or `shadow`, in percent, such as `[10, 50, 100]`.",
    { default: '[10, 100] for canary, [10, 25, 50, 100] for linear, [100] for shadow' },
  ),
  'mirror-share': input(
    number({ min: 1, max: 50, integer: true }),
    "Percent of the traffic that `shadow` copies to the new deployment, 1 to 50. Callers get the old one's answers.",
    { default: '10' },
  ),
  'bake-time': input(
    duration({ orNone: true }),
    'How long the new deployment is watched after each step, before the next: seconds, or with a unit such as `5m`. What goes wrong meanwhile takes it back.',
    { default: '5m for canary, linear and shadow, else 0' },
  ),
  'max-error-rate': input(
    number({ min: 0, max: 100 }),
    'Percent of the requests that may end in an error while the new deployment is watched: of its own requests and, by the metrics of Azure Monitor, of live traffic, unless the previous deployment errs as much.',
    { default: '1' },
  ),
  'max-latency-increase': input(
    number({ min: 0 }),
    "Percent by which live answers may take longer than the previous deployment's 95th percentile. Less than 100 ms more is never too much.",
    { default: '100' },
  ),
  'max-memory': input(
    number({ min: 1, max: 100 }),
    "Percent of an instance's memory that the new deployment may use while it is watched, unless the previous one uses as much.",
    { default: '90' },
  ),
  'rollback-alerts': input(
    texts('[errors, latency]'),
    "Alert rules of Azure Monitor, by name in the workspace's resource group or by id. An alert that one of them fires while the new deployment is watched takes it back.",
  ),
  'on-busy': input(
    choice(['wait', 'fail']),
    'What to do when another run is rolling out to the endpoint: `wait` for it, or `fail`.',
    { default: 'wait' },
  ),
  'keep-previous': input(
    countOrSwitch(18),
    'Previous deployments to keep at 0 % traffic (`true` keeps one).',
    { default: '0' },
  ),
  'on-failure': input(
    choice(['delete', 'keep']),
    'What becomes of a new deployment that failed: `delete` or `keep`.',
    { default: 'delete' },
  ),
  'timeout-minutes': input(
    number({ min: 0.05, max: 360 }),
    'The deadline for the whole deployment, in minutes.',
    { default: '60' },
  ),
  'time-to-live': input(
    duration(),
    'How long the service is wanted, such as `3d`, for a preview: from then on `mode: sweep` deletes it. Every deployment begins it anew, and one without ends it.',
    { default: 'for good' },
  ),
  revision: input(
    text(),
    'Any text. A new value deploys unchanged content again, to pick up a patched base image.',
  ),
  'github-token': input(
    text(),
    'What the run shows itself in GitHub with, normally `github.token`: a GitHub Deployment, a comment on the pull request. What its permissions do not allow is left out, with a warning. `verify-attestation` reads attestations with it.',
    { secret: true },
  ),
  'github-environment': input(
    text({ pattern: /^[^\r\n]{1,255}$/, rule: 'one line of at most 255 characters' }),
    'The environment that the GitHub Deployment is recorded under. A job with an `environment:` has one of its own, and gets no second.',
    { default: 'the service name' },
  ),
  'pull-request-comment': input(
    trueOrFalse,
    'Whether a run for a pull request says there what it found, in one comment that is rewritten.',
    { default: 'true' },
  ),
  'config-file': input(
    textOrTexts('[endpoint.yml, deployment.yml]'),
    'A YAML file with any of these inputs; an input of the workflow wins over the file. Files of `az ml` (an online endpoint, an online deployment) and of aml-deploy (`deploy.json`) are read, too; of a YAML list, all.',
    { default: './azureml-deploy.yml, if there' },
  ),
} as const satisfies Readonly<Record<string, Input<unknown>>>

export type InputName = keyof typeof inputs
export const inputNames = Object.keys(inputs) as InputName[]

type Value<I> = I extends Input<infer T> ? T : never
/** The inputs that were given, each in its own type. */
export type Values = { readonly [K in InputName]?: Value<(typeof inputs)[K]> }
