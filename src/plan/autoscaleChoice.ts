/** Between how many instances Azure Monitor may choose, from the inputs. */
import type { Values } from './inputs.ts'
import type { Problems } from './problems.ts'
import type { Autoscale } from './request.ts'

/** What Microsoft's own samples scale out at ("Autoscale online endpoints"). */
const usualTarget = 70

/** The bounds that are asked for, if any; adds a problem for what contradicts itself. */
export function readAutoscale(values: Values, problems: Problems): Autoscale | undefined {
  if (!values.autoscale) return undefined
  const { min = 1, max, 'target-utilization': target = usualTarget } = values.autoscale
  const count = values['instance-count']
  if (max === undefined) {
    problems.add(
      'autoscale',
      "'autoscale' needs 'max': the largest number of instances that it may come to, and cost",
    )
    return undefined
  }
  if (min > max) {
    problems.add(
      'autoscale',
      `'autoscale' has a 'min' of ${min} and a 'max' of ${max}: the smallest number of instances must not be above the largest`,
    )
  } else if (count !== undefined && (count < min || count > max)) {
    problems.add(
      'instance-count',
      `'instance-count' is ${count}, and 'autoscale' would change that at once: it keeps from ${min} to ${max}. Leave 'instance-count' out to begin with ${min}`,
    )
  }
  return { min, max, target }
}
