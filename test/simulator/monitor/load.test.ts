import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Monitored, startMonitored } from './fixture.ts'

/** Works or takes memory, as the request asks. */
const script = `
import json, time
held = []

def init():
    pass

def run(data):
    asked = json.loads(data)
    if "leak" in asked:
        held.append(bytearray(asked["leak"] * 2**20))
    until = time.process_time() + asked.get("work", 0)
    while time.process_time() < until:
        pass
    return len(held)
`

// Windows: processes of others are not measured there.
describe.skipIf(process.platform === 'win32')('the instances of a deployment', () => {
  let azure: Monitored
  beforeAll(async () => {
    azure = await startMonitored({ scoring: 'python' }, script)
    await azure.deploy('blue')
  }, 300_000)
  afterAll(() => azure.stop())

  const latest = async (metric: string, timespan = 'PT1M'): Promise<number> => {
    const { body } = await azure.metrics(
      { metricnames: metric, timespan, interval: 'FULL', aggregation: 'maximum' },
      'blue',
    )
    return body.value[0].timeseries[0]?.data[0].maximum ?? Number.NaN
  }
  const wait = { timeout: 10_000, interval: 200 }

  test('a model that works uses the processors of its instance', async () => {
    await expect.poll(() => latest('CpuUtilizationPercentage'), wait).toBeGreaterThanOrEqual(0)
    // What the start of the server took is not meant.
    const since = `${new Date().toISOString()}/${new Date(Date.now() + 60_000).toISOString()}`
    await azure.score('blue', '{"work": 3}')
    // Half of the instance's two cores, or whatever else runs on the machine leaves of that.
    await expect.poll(() => latest('CpuUtilizationPercentage', since), wait).toBeGreaterThan(3)
  })

  test('a model that leaks fills the memory of its instance', async () => {
    await expect.poll(() => latest('CpuMemoryUtilizationPercentage'), wait).toBeGreaterThan(0)
    const before = await latest('CpuMemoryUtilizationPercentage')
    for (let each = 0; each < 3; each++) await azure.score('blue', '{"leak": 200}')
    // 600 MB of the 5.7 GB that a container finds in Standard_D2as_v4.
    const share = (100 * 600 * 2 ** 20) / (5.7 * 2 ** 30)
    const grown = async () => (await latest('CpuMemoryUtilizationPercentage')) - before
    await expect.poll(grown, wait).toBeGreaterThan(share * 0.95)
    expect(await grown()).toBeLessThan(share * 1.5)
  })
})
