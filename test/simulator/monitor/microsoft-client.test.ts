import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Monitored, startMonitored } from './fixture.ts'

let azure: Monitored
beforeAll(async () => {
  azure = await startMonitored()
  await azure.deploy('blue')
  await azure.traffic({ blue: 100 })
}, 60_000)
afterAll(() => azure.stop())

test('Microsoft’s own client reads the metrics, and makes rules and settings', async () => {
  for (let each = 0; each < 3; each++) await azure.score()
  await azure.score(undefined, 'no JSON')
  const program = `
    import { MonitorClient } from '@azure/arm-monitor'
    import { ClientSecretCredential } from '@azure/identity'

    const { subscriptionId, tenantId, clientId, clientSecret } = JSON.parse(process.env.AZURE)
    const endpoint = process.env.ENDPOINT
    const deployment = endpoint + '/deployments/blue'
    const monitor = new MonitorClient(new ClientSecretCredential(tenantId, clientId, clientSecret), subscriptionId)
    const all = async (pages) => { const found = []; for await (const one of pages) found.push(one); return found }
    const refused = (promise) => promise.then(() => 'no', ({ statusCode, code }) => statusCode + ' ' + code)

    const { value: [requests], interval, namespace } = await monitor.metrics.list(endpoint, {
      metricnames: 'RequestsPerMinute', timespan: 'PT5M', interval: 'PT1M', aggregation: 'Average',
      filter: "deployment eq 'blue' and statusCodeClass eq '*'",
    })
    const definitions = await all(monitor.metricDefinitions.list(deployment))
    const namespaces = await all(monitor.metricNamespaces.list(endpoint))
    const unknown = await refused(monitor.metrics.list(deployment, { metricnames: 'Load' }))

    const rule = await monitor.metricAlerts.createOrUpdate('ml', 'slow', {
      location: 'global', severity: 2, enabled: true, scopes: [endpoint], description: 'slow',
      evaluationFrequency: 'PT1M', windowSize: 'PT5M',
      criteria: {
        odataType: 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria',
        allOf: [{ criterionType: 'StaticThresholdCriterion', name: 'p95', metricName: 'RequestLatency_P95', timeAggregation: 'Average', operator: 'GreaterThan', threshold: 60000 }],
      },
    })
    const status = await monitor.metricAlertsStatus.list('ml', 'slow')
    const rules = await all(monitor.metricAlerts.listByResourceGroup('ml'))
    await monitor.metricAlerts.delete('ml', 'slow')

    const setting = await monitor.autoscaleSettings.createOrUpdate('ml', 'auto', {
      location: 'eastus2', namePropertiesName: 'auto', enabled: true, targetResourceUri: deployment,
      profiles: [{
        name: 'default',
        capacity: { minimum: '1', maximum: '2', default: '1' },
        rules: [{
          metricTrigger: { metricName: 'CpuUtilizationPercentage', metricResourceUri: deployment, timeGrain: 'PT1M', statistic: 'Average', timeWindow: 'PT5M', timeAggregation: 'Average', operator: 'GreaterThan', threshold: 101 },
          scaleAction: { direction: 'Increase', type: 'ChangeCount', value: '1', cooldown: 'PT5M' },
        }],
      }],
    })
    const settings = await all(monitor.autoscaleSettings.listByResourceGroup('ml'))
    await monitor.autoscaleSettings.delete('ml', 'auto')
    console.log(JSON.stringify({
      requests: Object.fromEntries(requests.timeseries.map(({ metadatavalues, data }) =>
        [metadatavalues.map(({ value }) => value).join(' '), data.reduce((sum, { average = 0 }) => sum + average, 0)])),
      interval,
      namespace,
      first: definitions[0].name.value,
      namespaces: namespaces.length,
      unknown,
      rule: rule.criteria.allOf[0].metricName,
      status: status.value[0].properties.status,
      rules: rules.map(({ name }) => name),
      setting: setting.profiles[0].rules[0].scaleAction.cooldown,
      settings: settings.map(({ name, enabled }) => [name, enabled]),
      gone: await refused(monitor.autoscaleSettings.get('ml', 'auto')),
    }))
  `
  const { env, azure: coordinates } = azure.simulator
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program],
    {
      cwd: import.meta.dirname,
      env: {
        PATH: process.env['PATH'],
        ...env,
        AZURE: JSON.stringify(coordinates),
        ENDPOINT: azure.id(),
      },
    },
  )
  expect(JSON.parse(stdout)).toEqual({
    requests: { 'blue 2xx': 3, 'blue 4xx': 1 },
    interval: 'PT1M',
    namespace: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
    first: 'CpuUtilizationPercentage',
    namespaces: 1,
    unknown: '400 BadRequest',
    rule: 'RequestLatency_P95',
    status: 'Healthy',
    rules: ['slow'],
    setting: 'PT5M',
    settings: [['auto', true]],
    gone: '404 ResourceNotFound',
  })
  expect(azure.simulator.refused).toEqual([])
}, 60_000)
