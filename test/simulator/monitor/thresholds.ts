/** A measured value against a threshold, as alert rules and autoscale rules compare them alike. */

const comparisons = {
  Equals: (value: number, threshold: number) => value === threshold,
  NotEquals: (value: number, threshold: number) => value !== threshold,
  GreaterThan: (value: number, threshold: number) => value > threshold,
  GreaterThanOrEqual: (value: number, threshold: number) => value >= threshold,
  LessThan: (value: number, threshold: number) => value < threshold,
  LessThanOrEqual: (value: number, threshold: number) => value <= threshold,
} as const

export type Operator = keyof typeof comparisons
export const operators = Object.keys(comparisons) as readonly Operator[]

/** What was not measured meets no threshold. */
export const crosses = (
  value: number | undefined,
  operator: Operator,
  threshold: number,
): boolean => value !== undefined && comparisons[operator](value, threshold)
