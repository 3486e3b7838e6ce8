/**
 * What the identity must be allowed to do in Azure: the least with which each mode works, as custom
 * roles. A scenario holds the action to them (test/scenarios/rights.test.ts): nothing more is asked of
 * Azure, and nothing here is of no use.
 */
import { fenced, table } from './markdown.ts'

/** The modes that sign in; `check` asks nothing of Azure. */
export const azureModes = [
  'deploy',
  'plan',
  'promote',
  'rollback',
  'status',
  'delete',
  'sweep',
] as const
export type AzureMode = (typeof azureModes)[number]

/** One operation of Azure, as its resource provider names it. */
interface Operation {
  readonly name: string
  readonly why: string
  /** Why it is asked for although no run shows it. */
  readonly unseen?: string
}

/** What a mode cannot do without, at the workspace. */
interface Need extends Operation {
  readonly modes: readonly AzureMode[]
}

/** What only some deployments need, or what has another scope than the workspace. */
export interface Extra {
  readonly title: string
  /** Where the role is assigned. */
  readonly scope: string
  readonly modes: readonly AzureMode[]
  readonly actions: readonly Operation[]
  readonly dataActions?: readonly Operation[]
  /** When it is needed, and what becomes of a run without it. */
  readonly when: string
}

const ml = 'Microsoft.MachineLearningServices'
const workspace = `${ml}/workspaces`
const endpoint = `${workspace}/onlineEndpoints`
const deployment = `${endpoint}/deployments`

const all = azureModes
/** Who asks the service a smoke request. */
const asking: readonly AzureMode[] = ['deploy', 'promote', 'rollback', 'status']

export const needs: readonly Need[] = [
  { name: `${workspace}/read`, modes: ['deploy', 'plan'], why: 'the region' },
  { name: `${workspace}/datastores/read`, modes: ['deploy', 'plan'], why: 'where uploads go' },
  {
    name: `${workspace}/datastores/listSecrets/action`,
    modes: ['deploy'],
    why: 'the key or SAS that uploads with',
  },
  { name: `${workspace}/models/read`, modes: ['deploy', 'plan'], why: 'the next version' },
  {
    name: `${workspace}/models/versions/read`,
    modes: ['deploy', 'plan'],
    why: 'whether the same model is registered',
  },
  { name: `${workspace}/models/versions/write`, modes: ['deploy'], why: 'registering it' },
  {
    name: `${workspace}/codes/versions/read`,
    modes: ['deploy'],
    why: 'whether the same code is registered',
  },
  { name: `${workspace}/codes/versions/write`, modes: ['deploy'], why: 'registering it' },
  {
    name: `${workspace}/environments/read`,
    modes: ['deploy', 'plan'],
    why: 'an `environment` by its label, `name@latest`',
  },
  {
    name: `${workspace}/environments/versions/read`,
    modes: ['deploy', 'plan'],
    why: 'whether the environment is registered',
  },
  { name: `${workspace}/environments/versions/write`, modes: ['deploy'], why: 'registering it' },
  {
    name: `${workspace}/environments/build/action`,
    modes: ['deploy'],
    why: "building the environment's image",
    unseen: 'Azure builds by itself when a deployment needs the image, and may ask for it then.',
  },
  { name: `${endpoint}/read`, modes: all, why: 'what there is, and who gets the traffic' },
  {
    name: `${endpoint}/write`,
    modes: ['deploy', 'promote', 'rollback'],
    why: 'creating it, moving the traffic',
  },
  { name: `${endpoint}/delete`, modes: ['delete', 'sweep'], why: 'deleting the service' },
  { name: `${endpoint}/listKeys/action`, modes: asking, why: 'asking it, `auth-mode: key`' },
  { name: `${endpoint}/token/action`, modes: asking, why: 'asking it, `auth-mode: aml_token`' },
  { name: `${deployment}/read`, modes: all, why: 'what is behind it' },
  { name: `${deployment}/write`, modes: ['deploy'], why: 'creating it' },
  {
    name: `${deployment}/delete`,
    modes: ['deploy', 'promote', 'delete'],
    why: 'clean-up of what served before, or of what failed',
  },
  {
    name: `${deployment}/getLogs/action`,
    modes: ['deploy', 'promote'],
    why: "the container's log, when it fails",
  },
]

export const extras = {
  subscription: {
    title: 'What Azure says of the subscription only',
    scope: 'the subscription',
    modes: ['deploy', 'plan', 'promote', 'rollback', 'delete', 'sweep'],
    when: "The VM size for `cpu` and `memory`, the quota, and the state of an operation that takes Azure some time. Without `vmSizes` name an `instance-type`; without `usages` Azure itself says when the quota is short. Microsoft's built-in role at the workspace is documented to be enough to wait for an operation; hold the last two all the same, so that nothing depends on that.",
    actions: [
      { name: `${ml}/locations/vmSizes/read`, why: 'the sizes of the region, and their prices' },
      { name: `${ml}/locations/usages/read`, why: 'the quota' },
      { name: `${ml}/locations/mfeOperationsStatus/read`, why: 'waiting for an operation' },
      { name: `${ml}/locations/mfeOperationResults/read`, why: 'waiting for an operation' },
    ],
  },
  metrics: {
    title: 'Judging a rollout by live metrics',
    scope: 'the workspace',
    modes: ['deploy', 'promote'],
    when: 'Steps that are watched (`bake-time`). Without it they are judged by their own requests alone, and the summary says so.',
    actions: [{ name: 'Microsoft.Insights/metrics/read', why: 'errors, latency, memory' }],
  },
  alerts: {
    title: 'Alert rules',
    scope: 'the subscription',
    modes: ['deploy', 'promote'],
    when: '`rollback-alerts`. Without it the run is refused before anything starts.',
    actions: [
      { name: 'Microsoft.Insights/metricAlerts/read', why: 'the rules that were named' },
      { name: 'Microsoft.Insights/scheduledQueryRules/read', why: 'the rules that were named' },
      { name: 'Microsoft.AlertsManagement/alerts/read', why: 'what they have fired' },
    ],
  },
  autoscale: {
    title: 'Autoscale',
    scope: "the workspace's resource group",
    modes: ['deploy', 'plan', 'promote', 'delete', 'sweep'],
    when: '`autoscale`, and whatever takes away a deployment that has it. Every deployment looks whether there is a setting; where it may not, it goes without.',
    actions: [
      { name: 'Microsoft.Insights/autoscaleSettings/read', why: 'what scales a deployment' },
      { name: 'Microsoft.Insights/autoscaleSettings/write', why: 'setting it' },
      { name: 'Microsoft.Insights/autoscaleSettings/delete', why: 'taking it away' },
    ],
  },
  storage: {
    title: 'Uploading without keys',
    scope: "the workspace's storage account",
    modes: ['deploy'],
    when: 'The storage account allows no shared keys, or the datastore has no credentials.',
    actions: [],
    dataActions: [
      {
        name: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
        why: 'whether the same bytes are there',
      },
      {
        name: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write',
        why: 'uploading them',
      },
    ],
  },
  entra: {
    title: 'Asking a service with `auth-mode: aad_token`',
    scope: 'the workspace',
    modes: asking,
    when: "The smoke test of such a service: its callers need the action, and the smoke test is one. This role is also what a service's other callers need.",
    actions: [{ name: `${endpoint}/score/action`, why: 'every scoring request' }],
  },
} as const satisfies Readonly<Record<string, Extra>>

export type ExtraName = keyof typeof extras

/** What the custom role of a mode holds. */
export const actionsOf = (mode: AzureMode): readonly string[] =>
  needs.filter(({ modes }) => modes.includes(mode)).map(({ name }) => name)

/** What the custom role of an extra holds. */
export const actionsOfExtra = (name: ExtraName): readonly string[] => {
  const { actions, dataActions = [] }: Extra = extras[name]
  return [...actions, ...dataActions].map((operation) => operation.name)
}

/** A role as `az role definition create --role-definition` takes it. */
interface Definition {
  readonly Name: string
  readonly Description: string
  readonly Actions: readonly string[]
  readonly DataActions: readonly string[]
  readonly AssignableScopes: readonly string[]
}

const define = (
  name: string,
  description: string,
  actions: readonly string[],
  dataActions: readonly string[] = [],
): Definition => ({
  Name: `azureml-deploy ${name}`,
  Description: description,
  Actions: actions,
  DataActions: dataActions,
  AssignableScopes: ['/subscriptions/SUBSCRIPTION_ID'],
})

const asJson = (definition: Definition) => fenced('json', JSON.stringify(definition, null, 2))

/** The custom role of every mode, as Markdown. */
export const modeRoles = (): string =>
  azureModes
    .map((mode) => {
      const role = define(mode, `What 'mode: ${mode}' of azureml-deploy needs.`, actionsOf(mode))
      return `### The role for \`${mode}\`\n\n${asJson(role)}`
    })
    .join('\n\n')

/** The custom roles of what only some deployments need, as Markdown. */
export const extraRoles = (): string =>
  Object.entries<Extra>(extras)
    .map(([name, { title, scope, modes, when, actions, dataActions = [] }]) => {
      const role = define(
        name,
        `${title.replaceAll('`', "'")}, for azureml-deploy.`,
        actions.map((operation) => operation.name),
        dataActions.map((operation) => operation.name),
      )
      const who = modes.map((mode) => `\`${mode}\``).join(', ')
      return `### ${title}\n\n${when}\n\nAssigned on ${scope}; for ${who}.\n\n${asJson(role)}`
    })
    .join('\n\n')

/** Which mode needs which operation, and what for. */
export const operationTable = (): string =>
  table(
    [`Operation, below \`${workspace}/\``, 'What for', ...azureModes.map((mode) => `\`${mode}\``)],
    needs.map(({ name, why, modes, unseen }) => [
      `\`${name.slice(workspace.length + 1)}\``,
      unseen ? `${why}. ${unseen}` : why,
      ...azureModes.map((mode) => (modes.includes(mode) ? 'yes' : '')),
    ]),
  )
