/** What stood beside aml-deploy's `deploy.json`: the files of aml-registermodel and aml-workspace. */
import {
  asInput,
  becomes,
  type Context,
  type Dialect,
  type Fate,
  isOff,
  isOn,
  isWord,
  joined,
  leftOut,
  reads,
  refusal,
  same,
} from './dialect.ts'

const noDatasets = 'a model version is not tied to data sets'

const sampleInstead =
  "a sample is no data set any more: put a 'sample-request.json' beside the model, or give 'smoke-request'"

const ownGate =
  "this action does not compare metrics, and a worse model would be deployed. Compare them in a step before, and remove the line; a 'model-path' that names a registered model needs none"

/** A metric that held the registration back, unless that was forced. */
const metrics = reads(
  [],
  "Refused, unless the list is empty, 'force_registration' is true or 'model-path' is given: this action does not compare metrics.",
  (value, { get }) => [
    isOff(value) || isOn(get('force_registration')) ? same : refusal(ownGate, ['model-path']),
  ],
)

export const amlRegisterModel: Dialect = {
  name: 'aml-registermodel',
  title: 'a registermodel.json of aml-registermodel',
  rows: {
    model_name: becomes('model-name'),
    model_file_name: reads(
      ['model-path'],
      "From the root of the checkout. aml-registermodel took any file of that name; here it must be where it says, unless 'model-path' is given.",
      readFileName,
    ),
    model_framework: reads(
      ['framework'],
      "'scikitlearn', 'onnx', 'tensorflow' and 'keras' as they are. Of 'custom', the files say what they are.",
      (value) => [isWord(value, 'custom') ? same : asInput('framework', value)],
    ),
    model_framework_version: becomes('framework-version'),
    model_tags: becomes('tags'),
    model_properties: leftOut('only tags are set'),
    model_description: becomes('description'),
    datasets: leftOut(noDatasets),
    sample_input_dataset: leftOut(sampleInstead),
    sample_output_dataset: leftOut(sampleInstead),
    pipeline_child_run_name: leftOut('a model is taken from the checkout, not from a run'),
    cpu_cores: becomes('cpu', { says: "What 'deploy.json' says wins." }),
    memory_gb: becomes('memory', { says: "What 'deploy.json' says wins." }),
    metrics_max: metrics,
    metrics_min: metrics,
    force_registration: leftOut('a model is registered whenever its content is new'),
    // Older versions had them by these names.
    cpu: becomes('cpu', { says: 'An older name.' }),
    memory: becomes('memory', { says: 'An older name.' }),
  },
}

function readFileName(value: unknown, { files }: Context): readonly Fate[] {
  const path = joined('', String(value))
  if (path.includes('/') || files.kind(path) !== undefined) return [asInput('model-path', path)]
  return [
    refusal(
      `aml-registermodel took any file of that name, and there is no '${path}' at the root of the checkout. Give its path as 'model-path'; a model of a training run must be downloaded first, or named 'azureml:<name>:<version>' once it is registered`,
      ['model-path'],
    ),
  ]
}

const forCreation = 'workspaces are not created here, and this one keeps what it has'

export const amlWorkspace: Dialect = {
  name: 'aml-workspace',
  title: 'a workspace.json of aml-workspace',
  rows: {
    name: becomes('workspace'),
    resource_group: becomes('resource-group'),
    create_workspace: leftOut(
      'workspaces are not created here. One that is not there is an error that says so',
    ),
    create_resource_group: leftOut(forCreation),
    friendly_name: leftOut(forCreation),
    location: leftOut(forCreation),
    sku: leftOut(forCreation),
    storage_account: leftOut(forCreation),
    key_vault: leftOut(forCreation),
    app_insights: leftOut(forCreation),
    container_registry: leftOut(forCreation),
    cmk_key_vault: leftOut(forCreation),
    resource_cmk_uri: leftOut(forCreation),
    hbi_workspace: leftOut(forCreation),
  },
}
