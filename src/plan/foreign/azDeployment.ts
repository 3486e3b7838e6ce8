/** An online deployment of `az ml` (managedOnlineDeployment.schema.json): what becomes of its keys. */
import { isObject } from '../json.ts'
import { noKubernetes, ownSchema } from './azEndpoint.ts'
import {
  asInput,
  becomes,
  becomesPart,
  type Context,
  type Dialect,
  type Fate,
  group,
  imageWithRegistry,
  isElsewhere,
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
  shown,
  wrong,
} from './dialect.ts'

const ownVersion = 'versions are given by Azure, a new one for new content'

const probe = (input: 'liveness-probe' | 'readiness-probe'): Readonly<Record<string, Row>> =>
  Object.fromEntries(
    ['initial_delay', 'period', 'timeout', 'failure_threshold', 'success_threshold'].map((key) => [
      `${input.replace('-', '_')}.${key}`,
      becomesPart(input, key.replace('_', '-')),
    ]),
  )

/** A route of the inference server. */
function route(name: string, path: string): Readonly<Record<string, Row>> {
  const above = `environment.inference_config.${name}`
  const as = (wanted: string) =>
    reads([], "See 'environment.inference_config'.", (value) => [
      String(value) === wanted ? same : refusal(ownServer, ['environment']),
    ])
  return { [above]: group(), [`${above}.port`]: as('5001'), [`${above}.path`]: as(path) }
}

const noCollection =
  'this action switches no data collection on, and what is collected today would no longer be'

/** Whether any data would be collected. */
const collects = (value: unknown): boolean =>
  isObject(value) &&
  Object.values(isObject(value['collections']) ? value['collections'] : {}).some(
    (collection) => isObject(collection) && isOn(collection['enabled']),
  )

/** A path of the file, as seen from the checkout. `file:` is how older files begin one. */
const here = ({ folder }: Context, path: unknown): string =>
  joined(folder, String(path).replace(/^file:(?!\/\/)/, ''))

const tagsOfAction =
  "a deployment's tags are what this action knows its own deployments by. 'tags' are those of the model version"

const noBuild =
  "images are not built from a Dockerfile here. Build it in a step before, push it to a registry, and name it as 'environment'"

const ownServer =
  "a container with a server of its own cannot be deployed here, only Azure's own inference server with a scoring script, and its Triton"

const noEgress =
  'the deployment would reach the internet. The managed network of the workspace decides that for all of its deployments'

export const azDeployment: Dialect = {
  name: 'az-ml-deployment',
  title: 'an online deployment of az ml',
  rows: {
    $schema: ownSchema,
    name: leftOut(
      "a deployment is named by its content ('d-…'), so that a new one is tested beside the one that serves. 'deployment-name' names it, for callers who ask for it by name",
    ),
    endpoint_name: becomes('service-name'),
    description: leftOut(
      "a deployment's description is not set. 'description' is that of the model version",
    ),
    tags: missed(tagsOfAction),
    properties: leftOut('Azure sets them'),
    type: only('managed', noKubernetes),

    model: {
      inputs: ['model-path'],
      says: "'azureml:name:version' and 'azureml:name@latest' as they are. A model of a registry, or by its ARM id, is refused, unless 'model-path' is given.",
      read: readModelName,
    },
    'model.path': reads(
      ['model-path'],
      "Relative to the file. What is not in the checkout is refused, unless 'model-path' is given.",
      readModelPath,
    ),
    'model.name': becomes('model-name'),
    'model.version': leftOut(ownVersion),
    'model.type': reads(
      ['framework', 'mlflow-no-code'],
      "'mlflow_model' becomes 'framework: mlflow' and, without 'code_configuration', 'mlflow-no-code: true', which is what az ml does; 'triton_model' becomes 'framework: triton'. Of any other, the files say what they are.",
      readModelType,
    ),
    'model.description': becomes('description'),
    'model.tags': becomes('tags'),
    'model.properties': leftOut('only tags are set'),
    'model.stage': leftOut('models have no stage'),
    'model.flavors': shown,
    'model.datastore': reads(
      [],
      "'workspaceblobstore', the default datastore, is where models go.",
      (value) => [
        isWord(String(value).replace(/^azureml:/, ''), 'workspaceblobstore')
          ? same
          : lost("models are uploaded to the workspace's default datastore"),
      ],
    ),
    'model.default_deployment_template': leftOut('templates are not used'),
    'model.allowed_deployment_templates': leftOut('templates are not used'),
    'model.id': shown,
    'model.utc_time_created': shown,
    'model.creation_context': shown,
    'model.job_name': shown,
    'model.latest_version': shown,
    'model.intellectual_property': shown,
    'model.system_metadata': shown,
    'model.$schema': shown,
    model_mount_path: refusedUnlessOff(
      "the model is mounted where Azure mounts it, and the environment variable 'AZUREML_MODEL_DIR' says where",
    ),

    code_configuration: group(),
    'code_configuration.code': reads(
      ['source-directory'],
      "Relative to the file. What is not in the checkout is refused, unless 'source-directory' is given.",
      (value, context) => [
        isElsewhere(String(value))
          ? refusal("it is not in the checkout. Give the folder that is as 'source-directory'", [
              'source-directory',
            ])
          : asInput('source-directory', here(context, value)),
      ],
    ),
    'code_configuration.scoring_script': becomes('entry-script', {
      says: 'Relative to the code, or to the file where there is none.',
      as: (value, context) =>
        context.get('code_configuration.code') === undefined ? here(context, value) : String(value),
    }),

    environment: becomes('environment', {
      says: "'azureml:name:version', 'azureml:name@latest' and 'azureml://registries/…' as they are.",
    }),
    'environment.image': becomes('environment', {
      says: "Without 'conda_file' it is complete; with one, the image that the file is installed on.",
      as: (value) => imageWithRegistry(String(value)),
    }),
    'environment.conda_file': reads(
      ['conda-file'],
      "Relative to the file. Packages that are listed in place are refused, unless 'conda-file' is given.",
      (value, context) =>
        isObject(value)
          ? [
              refusal(
                "the packages must stand in a file of their own: name it in 'conda_file', or as 'conda-file'",
                ['conda-file'],
              ),
            ]
          : [asInput('conda-file', here(context, value))],
    ),
    'environment.build': group(),
    'environment.build.path': refusedUnlessOff(noBuild, ['environment']),
    'environment.build.dockerfile_path': reads([], "See 'environment.build.path'.", () => [same]),
    'environment.name': leftOut(
      "an environment that is written in place is registered by its content, as 'deploy-action-serving'",
    ),
    'environment.version': leftOut(ownVersion),
    'environment.description': leftOut('only the environment itself is registered'),
    'environment.tags': leftOut('only the environment itself is registered'),
    'environment.os_type': only('linux', 'scoring containers are Linux'),
    'environment.inference_config': {
      inputs: [],
      says: `The routes of Azure's own inference server are what this action uses: '/score', and '/' for both probes, at port 5001. Others are refused, unless 'environment' is given: ${ownServer}.`,
      read: () => [wrong('expected a map', ['environment'])],
    },
    ...route('liveness_route', '/'),
    ...route('readiness_route', '/'),
    ...route('scoring_route', '/score'),
    'environment.datastore': leftOut('only the environment itself is registered'),
    'environment.auto_delete_setting': leftOut('what is registered stays'),
    'environment.id': shown,
    'environment.creation_context': shown,
    'environment.latest_version': shown,
    'environment.intellectual_property': shown,
    'environment.$schema': shown,

    environment_variables: becomes('environment-variables'),
    instance_type: becomes('instance-type'),
    instance_count: becomes('instance-count'),
    resources: refusedUnlessOff(`${noKubernetes}. Say 'cpu' and 'memory', and a VM size is chosen`),

    request_settings: group(),
    'request_settings.request_timeout_ms': becomes('request-timeout', { as: milliseconds }),
    'request_settings.max_concurrent_requests_per_instance': becomes('max-concurrent-requests', {
      says: "Unless 'WORKER_COUNT' is set in 'environment_variables', the server gets as many workers.",
    }),
    'request_settings.max_queue_wait_ms': leftOut(
      "Azure counts the queue in 'request_timeout_ms' now",
    ),
    liveness_probe: group(),
    ...probe('liveness-probe'),
    readiness_probe: group(),
    ...probe('readiness-probe'),

    scale_settings: group(),
    'scale_settings.type': reads(
      ['autoscale'],
      "'default' is a fixed number of instances. 'target_utilization' becomes 'autoscale', by the CPU of the instances.",
      (value) => [
        isWord(value, 'default') || isWord(value, 'target_utilization')
          ? same
          : wrong("expected 'default' or 'target_utilization'"),
      ],
    ),
    'scale_settings.min_instances': becomesPart('autoscale', 'min'),
    'scale_settings.max_instances': becomesPart('autoscale', 'max'),
    'scale_settings.target_utilization_percentage': becomesPart('autoscale', 'target-utilization'),
    'scale_settings.polling_interval': leftOut('Azure Monitor looks every minute'),

    app_insights_enabled: missedUnlessOff(
      "Application Insights is not switched on. The container's log is in the job when a deployment fails, and Azure Monitor's metrics are watched",
    ),
    data_collector: reads(
      [],
      `Refused where a collection is 'enabled': ${noCollection}.`,
      (value) => [collects(value) ? refusal(noCollection) : same],
    ),
    egress_public_network_access: only('enabled', noEgress),
    private_network_connection: only(false, noEgress),
    provisioning_state: shown,
    creation_context: shown,
    id: shown,
  },
}

const registered = /^azureml:[a-zA-Z0-9][\w.-]*(:[\w.-]+|@latest)$/
const armModel = /\/workspaces\/([^/]+)\/models\/([^/]+)\/versions\/([^/]+)$/i

function readModelName(value: unknown): readonly Fate[] {
  const text = String(value)
  if (registered.test(text)) return [asInput('model-path', text)]
  const [, workspace, name, version] = armModel.exec(text) ?? []
  if (workspace !== undefined)
    return [
      refusal(
        `a model is named within the workspace that is deployed to: if that is '${workspace}', say 'azureml:${name}:${version}'`,
        ['model-path'],
      ),
    ]
  if (/^azureml:\/\/registries\//i.test(text))
    return [
      refusal(
        "models are deployed from the checkout or from the workspace. Download it in a step before ('az ml model download --registry-name …'), and give the folder as 'model-path'",
        ['model-path'],
      ),
    ]
  return [
    wrong("expected 'azureml:name:version', 'azureml:name@latest' or a map with 'path'", [
      'model-path',
    ]),
  ]
}

function readModelPath(value: unknown, context: Context): readonly Fate[] {
  const text = String(value)
  if (!isElsewhere(text)) return [asInput('model-path', here(context, text))]
  return [
    refusal(
      "it is not in the checkout. Download it in a step before (actions/download-artifact, or 'az ml job download'), and give its path as 'model-path'",
      ['model-path'],
    ),
  ]
}

function readModelType(value: unknown, { get, gives }: Context): readonly Fate[] {
  if (isWord(value, 'custom_model')) return [same]
  if (isWord(value, 'triton_model')) return [asInput('framework', 'triton')]
  if (!isWord(value, 'mlflow_model'))
    return [wrong("expected 'custom_model', 'mlflow_model' or 'triton_model'", ['framework'])]
  const code = get('code_configuration.scoring_script') !== undefined || gives('entry-script')
  return [asInput('framework', 'mlflow'), ...(code ? [] : [asInput('mlflow-no-code', true)])]
}
