import { expect, test } from 'vitest'
import { definitions, metricNamed } from './definitions.ts'
import { aggregate, points } from './series.ts'

const minute = 60_000
const read = (name: string, values: readonly (readonly [at: number, value: number])[]) => {
  const metric = metricNamed(definitions.endpoint.metrics, name)
  if (metric === undefined) throw new Error(name)
  return points(
    metric,
    values.map(([at, value]) => ({ at, value, dimensions: {} })),
    0,
    10 * minute,
  )
}

test('a percentile is one of the values that were measured, minute for minute', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => [index, 100 - index] as const)
  const later = [[5 * minute, 1_000] as const]
  expect(read('RequestLatency_P50', [...hundred, ...later])).toEqual([50, 1_000])
  expect(read('RequestLatency_P95', hundred)).toEqual([95])
  expect(read('RequestLatency_P99', hundred)).toEqual([99])
  expect(read('RequestLatency_P99', later)).toEqual([1_000])
})

test('requests are counted by the minute, bytes told by the second', () => {
  const samples = [
    [0, 30],
    [1, 90],
    [2 * minute, 60],
  ] as const
  expect(read('RequestsPerMinute', samples)).toEqual([2, 1])
  expect(read('NetworkBytes', samples)).toEqual([2, 1])
  expect(read('RequestsPerMinute', [[10 * minute, 1]])).toEqual([])
})

test('nothing has no average', () => {
  expect(aggregate([])).toBeUndefined()
  expect(aggregate([3, 1])).toEqual({ average: 2, count: 2, minimum: 1, maximum: 3, total: 4 })
})
