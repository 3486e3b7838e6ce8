import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Simulator, startSimulator } from './simulator.ts'

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ scoring: 'stub' })
}, 60_000)
afterAll(() => simulator.close())

/** Runs the program as any other: all it has is the environment that the simulator asks for. */
const run = async (program: string): Promise<unknown> => {
  const env = {
    PATH: process.env['PATH'],
    ...simulator.env,
    AZURE: JSON.stringify(simulator.azure),
  }
  const cwd = import.meta.dirname
  const args = ['--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, cwd })
  return JSON.parse(stdout)
}

test('Microsoft’s own clients deploy from a workflow, unchanged', async () => {
  const program = `
    import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning'
    import { ClientAssertionCredential } from '@azure/identity'
    import { BlobServiceClient } from '@azure/storage-blob'

    const { subscriptionId, tenantId, clientId, resourceGroup: rg, workspace: ws, location } = JSON.parse(process.env.AZURE)
    const credential = new ClientAssertionCredential(tenantId, clientId, async () => {
      const url = process.env.ACTIONS_ID_TOKEN_REQUEST_URL + '&audience=api://AzureADTokenExchange'
      const headers = { authorization: 'bearer ' + process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN }
      const { get } = await import('node:https')
      const { Agent } = await import('node:https')
      const agent = new Agent({ proxyEnv: process.env })
      return new Promise((resolve, reject) => {
        get(url, { headers, agent }, async (response) => {
          resolve(JSON.parse(await new Response(response).text()).value)
        }).on('error', reject)
      })
    })
    const ml = new AzureMachineLearningWorkspaces(credential, subscriptionId)
    const fast = { updateIntervalInMs: 1 }

    const { value: [store] } = await ml.datastores.list(rg, ws, { isDefault: true }).byPage().next().then(({ value }) => ({ value }))
    const { accountName, containerName, endpoint } = store.properties
    const blobs = new BlobServiceClient('https://' + accountName + '.blob.' + endpoint, credential)
    const container = blobs.getContainerClient(containerName)
    const upload = (path, text) => container.getBlockBlobClient(path).upload(text, text.length)
    await upload('LocalUpload/1/model.bin', 'weights')
    await upload('LocalUpload/2/src/score.py', 'def init(): pass')

    const base = 'azureml://subscriptions/' + subscriptionId + '/resourcegroups/' + rg + '/workspaces/' + ws
    const model = await ml.modelVersions.createOrUpdate(rg, ws, 'fraud', '1', {
      properties: { modelUri: base + '/datastores/workspaceblobstore/paths/LocalUpload/1/model.bin', modelType: 'custom_model' },
    })
    const code = await ml.codeVersions.createOrUpdate(rg, ws, 'code', '1', {
      properties: { codeUri: container.url + '/LocalUpload/2/src' },
    })
    const identity = { type: 'SystemAssigned' }
    await ml.onlineEndpoints.beginCreateOrUpdateAndWait(rg, ws, 'fraud', { location, identity, properties: { authMode: 'Key' } }, fast)
    const deployment = await ml.onlineDeployments.beginCreateOrUpdateAndWait(rg, ws, 'fraud', 'blue', {
      location,
      sku: { name: 'Default', capacity: 1 },
      properties: {
        endpointComputeType: 'Managed',
        model: model.id,
        codeConfiguration: { codeId: code.id, scoringScript: 'score.py' },
        environmentId: 'azureml://registries/azureml/environments/sklearn-1.5/versions/1',
        instanceType: 'Standard_D2as_v4',
      },
    }, fast)
    const live = await ml.onlineEndpoints.beginCreateOrUpdateAndWait(rg, ws, 'fraud', { location, identity, properties: { authMode: 'Key', traffic: { blue: 100 } } }, fast)
    const { primaryKey } = await ml.onlineEndpoints.listKeys(rg, ws, 'fraud')
    const failed = await ml.onlineDeployments.beginDeleteAndWait(rg, ws, 'fraud', 'blue', fast).catch(({ statusCode }) => statusCode)
    await ml.onlineEndpoints.beginDeleteAndWait(rg, ws, 'fraud', fast)
    const gone = await ml.onlineEndpoints.get(rg, ws, 'fraud').catch(({ code }) => code)
    console.log(JSON.stringify({
      state: deployment.properties.provisioningState,
      traffic: live.properties.traffic,
      key: typeof primaryKey,
      failed,
      gone,
    }))
  `
  expect(await run(program)).toEqual({
    state: 'Succeeded',
    traffic: { blue: 100 },
    key: 'string',
    failed: 400,
    gone: 'ResourceNotFound',
  })
  expect(simulator.refused).toEqual([])
}, 60_000)
