/** An endpoint with deployments, for tests that look at what is measured of them. */
import { type Answer, type Client, clientOf } from '../client.ts'
import { environment } from '../container/fixture.ts'
import { type Simulator, type SimulatorOptions, startSimulator } from '../simulator.ts'

export interface Monitored {
  readonly simulator: Simulator
  readonly client: Client
  /** The ARM id of the endpoint, or of one of its deployments. */
  id(deployment?: string): string
  /** Adds a deployment; resolves when it serves. */
  deploy(name: string, instances?: number): Promise<void>
  /** Splits the endpoint's traffic. */
  traffic(traffic: object, mirrorTraffic?: object): Promise<void>
  /** Sends a request to the endpoint, or to one of its deployments; text that is no JSON makes the model fail. */
  score(deployment?: string, body?: string): Promise<Answer>
  /** Asks for metrics of the endpoint, or of one of its deployments. */
  metrics(
    parameters: Readonly<Record<string, string>>,
    deployment?: string,
    version?: string,
  ): Promise<Answer>
  stop(): Promise<void>
}

const echo = 'def init(): pass\ndef run(data): return data\n'

/** An endpoint `fraud` that has no deployment yet, and the script of those to come. */
export const startMonitored = async (
  options: SimulatorOptions = {},
  script = echo,
): Promise<Monitored> => {
  const simulator = await startSimulator({ scoring: 'stub', ...options })
  const client = clientOf(simulator)
  const { world, azure } = simulator
  const workspace = `/subscriptions/${azure.subscriptionId}/resourceGroups/ml/providers/Microsoft.MachineLearningServices/workspaces/ml-prod`
  const store = `https://${world.storage.name}.blob.core.windows.net/${world.datastores[0]?.container}`

  const { access_token } = (await client.token('https://storage.azure.com/.default')).body
  const upload = (path: string, text: string) =>
    client.send(
      'PUT',
      `${store}/${path}`,
      {
        authorization: `Bearer ${access_token}`,
        'x-ms-blob-type': 'BlockBlob',
        'x-ms-version': '2024-11-04',
      },
      text,
    )
  await upload('code/src/score.py', script)
  await client.arm('PUT', 'codes/c/versions/1', { properties: { codeUri: `${store}/code/src` } })
  const { image, condaFile } = environment
  await client.arm('PUT', 'environments/e/versions/1', { properties: { image, condaFile } })

  const endpoint = (properties: object) => ({
    location: 'eastus2',
    identity: { type: 'SystemAssigned' },
    properties: { authMode: 'Key', ...properties },
  })
  await client.done('PUT', 'onlineEndpoints/fraud', endpoint({}))
  const { primaryKey } = (await client.arm('POST', 'onlineEndpoints/fraud/listKeys')).body
  const id: Monitored['id'] = (deployment) =>
    `${workspace}/onlineEndpoints/fraud${deployment === undefined ? '' : `/deployments/${deployment}`}`

  return {
    simulator,
    client,
    id,
    async deploy(name, instances = 1) {
      const { status } = (
        await client.done('PUT', `onlineEndpoints/fraud/deployments/${name}`, {
          location: 'eastus2',
          sku: { name: 'Default', capacity: instances },
          properties: {
            endpointComputeType: 'Managed',
            codeConfiguration: {
              codeId: `${workspace}/codes/c/versions/1`,
              scoringScript: 'score.py',
            },
            environmentId: `${workspace}/environments/e/versions/1`,
            instanceType: 'Standard_D2as_v4',
          },
        })
      ).body
      if (status !== 'Succeeded') throw new Error(`${name} was not deployed`)
    },
    async traffic(traffic, mirrorTraffic = {}) {
      const body = endpoint({ traffic, mirrorTraffic })
      await client.done('PUT', 'onlineEndpoints/fraud', body, '2023-10-01')
    },
    score: (deployment, body = '{"data": [1]}') =>
      client.send(
        'POST',
        'https://fraud.eastus2.inference.ml.azure.com/score',
        {
          authorization: `Bearer ${primaryKey}`,
          ...(deployment !== undefined && { 'azureml-model-deployment': deployment }),
        },
        body,
      ),
    metrics: (parameters, deployment, version = '2018-01-01') =>
      client.arm(
        'GET',
        `${id(deployment)}/providers/Microsoft.Insights/metrics?${new URLSearchParams(parameters)}`,
        undefined,
        version,
      ),
    async stop() {
      client.close()
      await simulator.close()
    },
  }
}
