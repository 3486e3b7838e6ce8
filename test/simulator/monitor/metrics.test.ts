import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Answer } from '../client.ts'
import { type Monitored, startMonitored } from './fixture.ts'

let azure: Monitored
beforeAll(async () => {
  azure = await startMonitored()
  await azure.deploy('blue', 2)
  await azure.deploy('green')
}, 60_000)
afterAll(() => azure.stop())

const minute = 60_000

/** By the series' dimensions: its values, without the moments that have none. */
const seriesOf = ({ body }: Answer, metric = 0): Record<string, number[]> =>
  Object.fromEntries(
    body.value[metric].timeseries.map(
      (series: {
        metadatavalues: { value: string }[]
        data: ({ timeStamp: string } & Record<string, number>)[]
      }) => [
        series.metadatavalues.map(({ value }) => value).join(' '),
        series.data.flatMap(({ timeStamp, ...values }) => Object.values(values)),
      ],
    ),
  )

const broken = 'no JSON'
const perDeployment = "deployment eq '*' and statusCodeClass eq '*'"
const requests = { metricnames: 'RequestsPerMinute', timespan: 'PT3M', aggregation: 'Average' }
const repeat = async (times: number, once: () => Promise<unknown>) => {
  for (let each = 0; each < times; each++) await once()
}

describe('requests', () => {
  beforeAll(() => azure.traffic({ blue: 100 }))

  /** Lets so much time pass that nothing is seen of what was before, and a minute begins. */
  beforeEach(() => {
    const { clock } = azure.simulator
    clock.advance(4 * minute + minute - (clock.now().getTime() % minute))
  })

  test('are counted by deployment and by what became of them', async () => {
    await repeat(6, () => azure.score())
    await repeat(2, () => azure.score('green'))
    await repeat(3, () => azure.score('Green', broken))
    const split = await azure.metrics({ ...requests, $filter: perDeployment })
    expect(seriesOf(split)).toEqual({ 'blue 2xx': [6], 'green 2xx': [2], 'green 4xx': [3] })
    // The front end answers 424 for a model that failed; what the model said is a dimension of its own.
    const codes = await azure.metrics({
      ...requests,
      $filter: "deployment eq 'green' and statusCode eq '*' and modelStatusCode eq '*'",
    })
    expect(seriesOf(codes)).toEqual({ 'green 200 200': [2], 'green 424 500': [3] })
    expect(seriesOf(await azure.metrics(requests))).toEqual({ '': [11] })
    const one = await azure.metrics({
      ...requests,
      $filter: "statusCode eq '200' or statusCode eq '424' and deployment eq 'GREEN'",
      rollupby: 'statusCode',
    })
    expect(seriesOf(one)).toEqual({ green: [5] })
  })

  test('that are mirrored count for the deployment that gets the copy', async () => {
    await azure.traffic({ blue: 100 }, { green: 50 })
    await repeat(10, () => azure.score())
    await expect
      .poll(async () => seriesOf(await azure.metrics({ ...requests, $filter: perDeployment })))
      .toEqual({ 'blue 2xx': [10], 'green 2xx': [5] })
    await azure.traffic({ blue: 100 })
  })

  test('that reach no deployment are nobody’s', async () => {
    await azure.client.send('POST', 'https://fraud.eastus2.inference.ml.azure.com/score', {}, '{}')
    await azure.score('red')
    expect(seriesOf(await azure.metrics(requests))).toEqual({})
  })

  test('belong to minutes of Azure’s clock; a minute without any has no value', async () => {
    const { clock } = azure.simulator
    await repeat(4, () => azure.score())
    clock.advance(120_000)
    await repeat(2, () => azure.score())
    const { body } = await azure.metrics(requests)
    const [{ data }] = body.value[0].timeseries
    expect(data.map(({ average }: { average?: number }) => average)).toEqual([
      undefined,
      4,
      undefined,
      2,
    ])
    expect(data[3].timeStamp).toMatch(/:00Z$/)
    // Minutes without requests do not thin the average.
    expect(seriesOf(await azure.metrics({ ...requests, interval: 'PT15M' }))).toEqual({ '': [3] })
    expect(seriesOf(await azure.metrics({ ...requests, interval: 'FULL' }))).toEqual({ '': [3] })
  })

  test('can be read only when they have arrived', async () => {
    azure.simulator.world.metricsLagMs = 90_000
    await azure.score()
    expect(seriesOf(await azure.metrics(requests))).toEqual({})
    azure.simulator.clock.advance(90_000)
    expect(seriesOf(await azure.metrics(requests))).toEqual({ '': [1] })
    azure.simulator.world.metricsLagMs = 0
  })

  test('have a latency, connections and bytes', async () => {
    await repeat(20, () => azure.score())
    const names = ['', '_P50', '_P95', '_P99'].map((which) => `RequestLatency${which}`)
    const answer = await azure.metrics({
      metricnames: [...names, 'NetworkBytes'].join(','),
      timespan: 'PT3M',
    })
    const [mean, p50, p95, p99, bytes] = [0, 1, 2, 3, 4].map(
      (index) => seriesOf(answer, index)['']?.[0] ?? Number.NaN,
    ) as [number, number, number, number, number]
    expect(mean).toBeGreaterThan(0)
    expect(p50).toBeLessThanOrEqual(p95)
    expect(p95).toBeLessThanOrEqual(p99)
    expect(bytes).toBeGreaterThan((20 * 13) / 60)
    // The one connection that all requests came over was made some time ago.
    const made = { metricnames: 'NewConnectionsPerSecond', timespan: 'PT2H', interval: 'FULL' }
    expect(seriesOf(await azure.metrics(made))['']?.[0]).toBeGreaterThanOrEqual(1 / 60)
    await expect
      .poll(
        async () =>
          seriesOf(await azure.metrics({ metricnames: 'ConnectionsActive', timespan: 'PT3M' })),
        { timeout: 5_000 },
      )
      .toMatchObject({ '': [expect.any(Number)] })
  })

  test('are answered in the shape of Azure', async () => {
    await azure.score()
    const { status, body } = await azure.metrics({ ...requests, $filter: "deployment eq '*'" })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      cost: expect.any(Number),
      timespan: expect.stringMatching(/^20[-\dT:]+Z\/20[-\dT:]+Z$/),
      interval: 'PT1M',
      namespace: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
      resourceregion: 'eastus2',
      value: [
        {
          id: `${azure.id()}/providers/Microsoft.Insights/metrics/RequestsPerMinute`,
          type: 'Microsoft.Insights/metrics',
          name: { value: 'RequestsPerMinute', localizedValue: 'Requests Per Minute' },
          unit: 'Count',
          errorCode: 'Success',
          timeseries: [
            {
              metadatavalues: [
                { name: { value: 'deployment', localizedValue: 'deployment' }, value: 'blue' },
              ],
            },
          ],
        },
      ],
    })
    const metadata = await azure.metrics({
      ...requests,
      $filter: "deployment eq '*'",
      resultType: 'metadata',
    })
    expect(metadata.body).not.toHaveProperty('interval')
    expect(metadata.body.value[0].timeseries[0]).not.toHaveProperty('data')
  })

  test('are ordered, and only so many series are told', async () => {
    await repeat(2, () => azure.score('blue'))
    await repeat(5, () => azure.score('green'))
    const most = { ...requests, $filter: "deployment eq '*'", orderby: 'average desc', top: '1' }
    expect(seriesOf(await azure.metrics(most))).toEqual({ green: [5] })
  })
})

test('a deployment’s instances are measured by the second', async () => {
  const names = [
    'CpuUtilizationPercentage',
    'CpuMemoryUtilizationPercentage',
    'DiskUtilization',
    'DeploymentCapacity',
    'GpuUtilizationPercentage',
  ]
  const ask = async (name: string) =>
    seriesOf(
      await azure.metrics(
        { metricnames: name, timespan: 'PT3M', interval: 'FULL', $filter: "instanceId eq '*'" },
        'blue',
      ),
    )
  await expect
    .poll(async () => Object.keys(await ask('CpuUtilizationPercentage')), { timeout: 10_000 })
    .toHaveLength(2)
  const [cpu, memory, disk, capacity, gpu] = await Promise.all(names.map(ask))
  for (const measured of [cpu, memory, disk]) {
    for (const [value = Number.NaN] of Object.values(measured ?? {})) {
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThanOrEqual(100)
    }
  }
  expect(Object.values(memory ?? {})[0]?.[0]).toBeGreaterThan(0)
  expect(Object.values(capacity ?? {})).toEqual([[2]])
  expect(gpu).toEqual({})
})

describe('a question that makes no sense is refused, bare of an envelope', () => {
  const refused = async (parameters: Record<string, string>, deployment?: string) => {
    const { status, body } = await azure.metrics({ ...requests, ...parameters }, deployment)
    return `${status} ${body.code}: ${body.message}`
  }

  test.each([
    [
      { metricnames: 'Requests' },
      /^400 BadRequest: Failed to find metric configuration for provider: Microsoft.MachineLearningServices, resource Type: workspaces\/onlineEndpoints, metric: Requests, Valid metrics: RequestsPerMinute,/,
    ],
    [{ aggregation: 'Total' }, /requested aggregation: Total, supported ones are: Average/],
    [{ aggregation: 'Sum' }, /invalid aggregation type input: Sum/],
    [
      { $filter: "Deployment eq '*' and instanceId eq '*'" },
      /Metric: RequestsPerMinute does not support requested dimension combination: deployment,instanceid, supported ones are: deployment,statusCode/,
    ],
    [{ $filter: "deployment eq 'a' or statusCode eq '200'" }, /between different dimensions/],
    [{ $filter: 'deployment is blue' }, /Invalid filter/],
    [
      { interval: 'PT2M' },
      /^400 BadRequest: Invalid time grain duration: PT2M, supported ones are: PT1M,PT5M,/,
    ],
    [{ interval: '1 minute' }, /invalid time grain input: 1 minute/],
    [{ timespan: 'yesterday' }, /^400 BadRequest: Detected invalid time interval input: yesterday/],
    [{ timespan: '2026-01-02T00:00:00Z/2026-01-01T00:00:00Z' }, /invalid time interval/],
    [
      { metricnamespace: 'Microsoft.Compute' },
      /Detect invalid value: Microsoft.Compute for query parameter: 'metricnamespace'/,
    ],
  ])('%o', async (parameters, message) => {
    expect(await refused(parameters)).toMatch(message)
  })

  test('unless Azure is asked to make the best of it', async () => {
    const adjusted = await azure.metrics(
      { ...requests, interval: 'PT4M', AutoAdjustTimegrain: 'true' },
      undefined,
      '2023-10-01',
    )
    expect(adjusted.body.interval).toBe('PT5M')
    const ignored = await azure.metrics(
      { ...requests, $filter: "instanceId eq '*'", ValidateDimensions: 'false' },
      undefined,
      '2023-10-01',
    )
    expect(ignored.status).toBe(200)
  })
})

test('who asks must be allowed to, and ask for something that is there', async () => {
  const { world } = azure.simulator
  const said = async (deployment?: string, version?: string) => {
    const { status, body } = await azure.metrics(requests, deployment, version)
    return `${status} ${body.error?.code} ${body.error?.message}`
  }
  expect(await said('red')).toMatch(/^404 ResourceNotFound .*deployments\/ml-prod\/fraud\/red/)
  expect(await said(undefined, '2022-10-01')).toMatch(/^400 NoRegisteredProviderFound .*2018-01-01/)
  world.deny('Microsoft.Insights/metrics/read')
  expect(await said()).toMatch(/^403 AuthorizationFailed .*'Microsoft.Insights\/metrics\/read'/)
  world.unregisteredProviders.push('microsoft.insights')
  expect(await said()).toMatch(/^409 MissingSubscriptionRegistration .*'Microsoft.Insights'/)
  world.unregisteredProviders.pop()
  world.allow('Microsoft.Insights/metrics/read')
})

test('definitions say what there is', async () => {
  const ask = async (what: string, deployment?: string, version?: string) =>
    (
      await azure.client.arm(
        'GET',
        `${azure.id(deployment)}/providers/microsoft.insights/${what}`,
        undefined,
        version ?? '2018-01-01',
      )
    ).body.value
  expect((await ask('metricDefinitions'))[0]).toMatchObject({
    name: { value: 'RequestsPerMinute' },
    primaryAggregationType: 'Average',
    supportedAggregationTypes: ['Average'],
    dimensions: [{ value: 'deployment' }, {}, {}, {}],
    metricAvailabilities: expect.arrayContaining([{ timeGrain: 'PT1M', retention: 'P93D' }]),
  })
  const ofBlue = await ask('metricDefinitions', 'blue')
  expect(ofBlue.map(({ name }: { name: { value: string } }) => name.value)).toContain(
    'CpuMemoryUtilizationPercentage',
  )
  expect(await ask('metricNamespaces', 'blue', '2017-12-01-preview')).toMatchObject([
    { name: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments' },
  ])
})
