/** The `deploy.json` of Azure/aml-deploy: what becomes of its keys. Its paths begin at the root of the checkout. */
import {
  asInput,
  becomes,
  becomesPart,
  type Context,
  type Dialect,
  type Fate,
  imageWithRegistry,
  isOff,
  isOn,
  isWord,
  joined,
  leftOut,
  lost,
  milliseconds,
  missed,
  missedUnlessOff,
  only,
  type Row,
  reads,
  refusal,
  refusedUnlessOff,
  same,
} from './dialect.ts'

/** What aml-deploy took where the file named nothing else, if it was there. */
const usual = { folder: 'code/deploy/', script: 'score.py', conda: 'environment.yml' }

const text = (value: unknown, otherwise: string): string =>
  value === undefined || value === null ? otherwise : String(value)

const onKubernetes = ({ get }: Pick<Context, 'get'>): boolean =>
  !isOff(get('deployment_compute_target') ?? '')

/** A key that aml-deploy read for Kubernetes alone: without a compute target it never had a meaning. */
const forKubernetes = (row: Row): Row => ({
  inputs: row.inputs,
  says: `With 'deployment_compute_target' only. ${row.says}`.trim(),
  read: (value, context) =>
    onKubernetes(context)
      ? row.read(value, context)
      : [{ kind: 'left-out', because: onlyKubernetes, warn: false }],
})

const onlyKubernetes = "aml-deploy read it only with 'deployment_compute_target', and none is given"

/** A key of the autoscaler, which has a meaning while that is switched on. */
const forAutoscaler = (part: string): Row =>
  forKubernetes(
    reads(
      ['autoscale'],
      `Its '${part}', while 'autoscale_enabled' is 'true'.`,
      (value, { get }) => [
        isOn(get('autoscale_enabled')) ? asInput('autoscale', { [part]: value }) : same,
      ],
    ),
  )

const folderOf = ({ get }: Pick<Context, 'get'>): string =>
  text(get('inference_source_directory'), usual.folder)

/** Below the source folder, where aml-deploy looked; else as it is written. */
function condaFileOf({ files, get }: Pick<Context, 'files' | 'get'>, path: string): string {
  const below = joined(folderOf({ get }), path)
  return files.kind(below) === 'file' ? below : joined('', path)
}

const ownAddress =
  "the address of a managed endpoint is Azure's: 'https://<service-name>.<region>.inference.ml.azure.com/score'. A name of your own needs a gateway before it"

const testInstead =
  "the web service object that it tested is gone with API v1, and a test that is not run must not look as if it had passed. Say what the service must answer as 'smoke-request' and 'smoke-expect': it is asked before it gets traffic"

const gpuInstead =
  "Name a VM size with a GPU as 'instance-type', and with a script of your own an image with CUDA as 'environment'"

const noExtraSteps =
  "images are not built here. Build one with these steps in a step before, push it to a registry, and name it as 'environment'"

const noCollection =
  'this action switches no data collection on, and what is collected today would no longer be'

const noPackage =
  "no image is made for use elsewhere. 'mode: check' does without Azure, 'mode: plan' without a deployment"

const deleteInstead =
  "a service that is to go again is deleted by a later step with 'mode: delete' and 'if: always()', or by 'mode: sweep' once its 'time-to-live' has passed"

export const amlDeploy: Dialect = {
  name: 'aml-deploy',
  title: 'a deploy.json of aml-deploy',
  rows: {
    name: becomes('service-name'),
    deployment_compute_target: missedUnlessOff(
      'API v1 deployed to Kubernetes clusters, and Azure has ended that. The service becomes a managed online endpoint, with machines of its own',
    ),

    inference_source_directory: becomes('source-directory', {
      says: "Where it is not given: 'code/deploy/', if the script is there.",
      as: (value) => joined('', String(value)),
    }),
    inference_entry_script: reads(
      ['entry-script', 'source-directory'],
      "Below the source folder. Where it is not given: 'score.py', if it is there; if not, a script is written for the model.",
      (value, { get }) => [
        asInput('entry-script', String(value)),
        get('inference_source_directory') === undefined
          ? asInput('source-directory', joined('', usual.folder))
          : undefined,
      ],
    ),
    conda_file: becomes('conda-file', {
      says: "Below the source folder, or from the root of the checkout. Where it is not given: 'environment.yml', if it is there.",
      as: (value, context) => condaFileOf(context, String(value)),
    }),
    runtime: only('python', 'Spark services are gone with API v1'),
    custom_base_image: becomes('environment', {
      says: "The image that 'conda_file' is installed on.",
      as: (value) => imageWithRegistry(String(value)),
    }),
    extra_docker_file_steps: refusedUnlessOff(noExtraSteps, ['environment']),
    enable_gpu: refusedUnlessOff(`the size decides whether there is a GPU. ${gpuInstead}`, [
      'instance-type',
    ]),
    cuda_version: reads(
      [],
      "Refused with 'enable_gpu', unless 'environment' is given: the image brings CUDA.",
      (_, { get }) => [
        isOn(get('enable_gpu'))
          ? refusal(`the image brings CUDA. ${gpuInstead}`, ['environment'])
          : same,
      ],
    ),
    gpu_cores: forKubernetes(
      refusedUnlessOff(`the size decides whether there is a GPU. ${gpuInstead}`, ['instance-type']),
    ),

    cpu_cores: becomes('cpu'),
    memory_gb: becomes('memory'),
    profiling_enabled: missedUnlessOff(
      "Azure profiles no models any more. 'cpu: auto' and 'memory: auto' take the size from what a run on the runner measured",
    ),
    profiling_dataset: leftOut('Azure profiles no models any more'),

    authentication_enabled: reads(
      ['auth-mode'],
      "'true' becomes 'auth-mode: key'. 'false' is refused, unless 'auth-mode' is given: a managed endpoint always asks its callers who they are.",
      readAuthentication,
    ),
    token_auth_enabled: forKubernetes(
      reads(['auth-mode'], "'true' becomes 'auth-mode: aml_token'.", (value, { get }) => [
        !isOn(value)
          ? same
          : isOn(get('authentication_enabled'))
            ? refusal(
                "a service takes keys or tokens, not both, and 'authentication_enabled' is true, too. Say which as 'auth-mode': key or aml_token",
                ['auth-mode'],
              )
            : asInput('auth-mode', 'aml_token'),
      ]),
    ),

    test_enabled: refusedUnlessOff(testInstead, ['smoke-request']),
    test_file_path: leftOut("see 'test_enabled'"),
    test_file_function_name: leftOut("see 'test_enabled'"),

    delete_service_after_deployment: refusedUnlessOff(deleteInstead, ['time-to-live']),
    skip_deployment: refusedUnlessOff(noPackage, ['mode']),
    create_image: refusedUnlessOff(noPackage),

    model_data_collection_enabled: refusedUnlessOff(noCollection),
    app_insights_enabled: missedUnlessOff(
      "Application Insights is not switched on. The container's log is in the job when a deployment fails, and Azure Monitor's metrics are watched",
    ),
    tags: missed(
      "the service's tags are what this action knows its own by. 'tags' are those of the model version",
    ),
    properties: leftOut('Azure sets them'),
    description: leftOut(
      "the service's description is not set. 'description' is that of the model version",
    ),

    location: missed("a managed endpoint is in its workspace's region"),
    ssl_enabled: reads([], 'A managed endpoint answers by HTTPS, always.', (value) => [
      isWord(value, 'false')
        ? lost('a managed endpoint answers by HTTPS, always: callers need the new address')
        : same,
    ]),
    ssl_cert_pem_file: missed(ownAddress),
    ssl_key_pem_file: missed(ownAddress),
    ssl_cname: missed(ownAddress),
    dns_name_label: missed(ownAddress),

    autoscale_enabled: forKubernetes(
      reads(
        ['autoscale'],
        "'true' becomes 'autoscale', by the CPU of the instances, from 1 to 10 where nothing else is said.",
        (value, { get }) => [
          isOn(value)
            ? asInput('autoscale', {
                ...(get('autoscale_min_replicas') === undefined ? { min: 1 } : {}),
                ...(get('autoscale_max_replicas') === undefined ? { max: 10 } : {}),
              })
            : same,
        ],
      ),
    ),
    autoscale_min_replicas: forAutoscaler('min'),
    autoscale_max_replicas: forAutoscaler('max'),
    autoscale_target_utilization: forAutoscaler('target-utilization'),
    autoscale_refresh_seconds: leftOut('Azure Monitor looks every minute'),
    num_replicas: forKubernetes(
      reads(
        ['instance-count'],
        "Not while 'autoscale_enabled' is 'true', which moves it.",
        (value, { get }) => [
          isOn(get('autoscale_enabled')) ? same : asInput('instance-count', value),
        ],
      ),
    ),

    scoring_timeout_ms: forKubernetes(becomes('request-timeout', { as: milliseconds })),
    replica_max_concurrent_requests: forKubernetes(becomes('max-concurrent-requests')),
    max_request_wait_time: leftOut("Azure counts the queue in 'request-timeout'"),
    initial_delay_seconds: forKubernetes(becomesPart('liveness-probe', 'initial-delay')),
    period_seconds: forKubernetes(becomesPart('liveness-probe', 'period')),
    timeout_seconds: forKubernetes(becomesPart('liveness-probe', 'timeout')),
    success_threshold: forKubernetes(becomesPart('liveness-probe', 'success-threshold')),
    failure_threshold: forKubernetes(becomesPart('liveness-probe', 'failure-threshold')),
    namespace: leftOut('there is no cluster'),
  },

  defaults(context) {
    const { files, get } = context
    const named = get('inference_entry_script') !== undefined
    const found = files.kind(joined(folderOf(context), usual.script)) === 'file'
    if (!named && !found) return []
    const conda = condaFileOf(context, usual.conda)
    return [
      ...(named ? [] : [asInput('entry-script', usual.script)]),
      ...(named || get('inference_source_directory') !== undefined
        ? []
        : [asInput('source-directory', joined('', usual.folder))]),
      ...(get('conda_file') === undefined && files.kind(conda) === 'file'
        ? [asInput('conda-file', conda)]
        : []),
    ]
  },
}

function readAuthentication(value: unknown, context: Context): readonly Fate[] {
  if (isOn(value))
    return [
      onKubernetes(context) && isOn(context.get('token_auth_enabled'))
        ? same
        : asInput('auth-mode', 'key'),
    ]
  return [
    onKubernetes(context) && isOn(context.get('token_auth_enabled'))
      ? same
      : refusal(
          "a managed endpoint always asks its callers who they are: callers of today would be turned away. Say how they shall sign in as 'auth-mode': key, aml_token or aad_token",
          ['auth-mode'],
        ),
  ]
}
