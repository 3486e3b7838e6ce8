/** The world as it is when nothing has happened yet. */
import { randomBytes, randomUUID } from 'node:crypto'
import { newSigningKey } from './jwt.ts'
import type { WorldData } from './world.ts'

/** A new world: one subscription, one workspace, one application whose credential fits the repository. */
export const newWorld = async (now: Date): Promise<WorldData> => {
  const workspaceId = randomUUID()
  const at = now.toISOString()
  const owner = 'contoso'
  const repository = 'fraud-model'
  const [github, entra, endpoints] = await Promise.all([
    newSigningKey(),
    newSigningKey(),
    newSigningKey(),
  ])
  return {
    tenantId: randomUUID(),
    subscriptionId: randomUUID(),
    subscriptionName: 'Contoso ML',
    resourceGroup: 'ml',
    location: 'eastus2',
    workspace: {
      name: 'ml-prod',
      id: workspaceId,
      principalId: randomUUID(),
      tags: {},
      createdAt: at,
      containerRegistry: 'mlprodregistry',
    },
    application: {
      clientId: randomUUID(),
      objectId: randomUUID(),
      displayName: 'github-deploy',
      secrets: [
        {
          value: `${randomBytes(3).toString('hex')}~${randomBytes(24).toString('base64url')}`,
          id: randomUUID(),
          expires: new Date(now.getTime() + 180 * 86_400_000).toISOString(),
        },
      ],
      federatedCredentials: federatedCredentials(owner, repository),
    },
    github: {
      owner,
      ownerId: '6154722',
      repository,
      repositoryId: '1044212773',
      actor: 'octocat',
      actorId: '583231',
      ref: 'refs/heads/main',
      sha: randomBytes(20).toString('hex'),
      eventName: 'push',
      workflow: 'Deploy',
      runId: '17250911802',
      environment: undefined,
      subject: 'classic',
      requestToken: randomBytes(48).toString('base64url'),
      token: `ghs_${randomBytes(27).toString('base64url').replace(/[-_]/g, 'x')}`,
      permissions: {
        actions: 'read',
        attestations: 'read',
        contents: 'read',
        deployments: 'write',
        'pull-requests': 'write',
      },
      deployments: [],
      comments: [],
      runs: {},
      releases: [],
    },
    storage: {
      name: `mlprod${randomBytes(5).toString('hex')}`,
      key: randomBytes(64).toString('base64'),
      suffix: 'core.windows.net',
      containers: [`azureml-blobstore-${workspaceId}`, 'azureml'],
      allowSharedKeyAccess: true,
      reachable: true,
    },
    datastores: [
      {
        name: 'workspaceblobstore',
        isDefault: true,
        container: `azureml-blobstore-${workspaceId}`,
        createdAt: at,
        credentials: 'AccountKey',
      },
      {
        name: 'workspaceartifactstore',
        isDefault: false,
        container: 'azureml',
        createdAt: at,
        credentials: 'AccountKey',
      },
    ],
    assets: { models: {}, codes: {}, environments: {} },
    endpoints: {},
    operations: {},
    denials: [],
    takenEndpointNames: [],
    coreLimits: {},
    coresUsedElsewhere: {},
    totalCoreLimit: 100,
    unregisteredProviders: [],
    metricsLagMs: 0,
    autoscaleSettings: {},
    alertRules: { metricAlerts: {}, scheduledQueryRules: {} },
    alerts: [],
    staleReads: 0,
    pageSize: 30,
    signingKeys: { github, entra, endpoints },
  }
}

const federatedCredentials = (owner: string, repository: string) =>
  ['ref:refs/heads/main', 'pull_request', 'environment:production'].flatMap((filter) =>
    ['', 'USGov', 'China'].map((cloud) => ({
      issuer: 'https://token.actions.githubusercontent.com',
      subject: `repo:${owner}/${repository}:${filter}`,
      audience: `api://AzureADTokenExchange${cloud}`,
    })),
  )
