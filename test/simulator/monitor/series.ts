/** From single samples to what a chart shows: split by dimensions, grouped by minute, aggregated. */
import type { Metric } from './definitions.ts'
import type { Dimensions, Sample } from './telemetry.ts'

export const aggregations = ['average', 'count', 'minimum', 'maximum', 'total'] as const
export type Aggregation = (typeof aggregations)[number]

/** Which values of a dimension count. */
export interface Condition {
  readonly name: string
  readonly operator: 'eq' | 'ne' | 'sw'
  /** Any of them; `*` for whatever there is. */
  readonly values: readonly string[]
}

export interface Series {
  readonly dimensions: Dimensions
  readonly samples: readonly Sample[]
}

const minuteMs = 60_000
export const minuteOf = (ms: number): number => Math.floor(ms / minuteMs) * minuteMs

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

const meets = (value: string, { operator, values }: Condition): boolean => {
  switch (operator) {
    case 'eq':
      return values.some((one) => one === '*' || same(one, value))
    case 'ne':
      return !values.some((one) => same(one, value))
    case 'sw':
      return values.some((one) => value.toLowerCase().startsWith(one.toLowerCase()))
  }
}

/** One series for each combination of the dimensions by which it is split. */
export const split = (
  samples: readonly Sample[],
  conditions: readonly Condition[],
  by: readonly string[],
): readonly Series[] => {
  const fitting = samples.filter(({ dimensions }) =>
    conditions.every((condition) => meets(dimensions[condition.name] ?? '', condition)),
  )
  const groups = Map.groupBy(fitting, ({ dimensions }) =>
    JSON.stringify(by.map((name) => dimensions[name] ?? '')),
  )
  return [...groups.values()].map((group) => ({
    dimensions: Object.fromEntries(by.map((name) => [name, group[0]?.dimensions[name] ?? ''])),
    samples: group,
  }))
}

/** The metric's values within the time, minute for minute. A minute without samples has none. */
export const points = (
  { reading }: Metric,
  samples: readonly Sample[],
  from: number,
  to: number,
): readonly number[] => {
  const within = samples.filter(({ at }) => at >= from && at < to)
  const minutes = Map.groupBy(within, ({ at }) => minuteOf(at))
  return [...minutes.values()].flatMap((minute) => reading(minute.map(({ value }) => value)))
}

/** All aggregations of some values, or undefined where there is nothing to aggregate. */
export const aggregate = (
  values: readonly number[],
): Readonly<Record<Aggregation, number>> | undefined => {
  if (values.length === 0) return undefined
  const total = values.reduce((a, b) => a + b, 0)
  return {
    total,
    count: values.length,
    average: total / values.length,
    minimum: values.reduce((a, b) => Math.min(a, b)),
    maximum: values.reduce((a, b) => Math.max(a, b)),
  }
}
