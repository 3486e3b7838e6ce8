/** Everything that makes Azure refuse an autoscale setting. */
import { key } from '../arm/call.ts'
import { milliseconds } from '../arm/container-spec.ts'
import { type Refusal, refusal } from '../arm/errors.ts'
import type { Azure } from '../azure.ts'
import type { Json, MonitorResource } from '../world.ts'
import type { Profile, Properties, Rule } from './autoscale.ts'
import { metricNamed } from './definitions.ts'
import { targetWithId } from './scopes.ts'

const badRequest = (message: string): Refusal => refusal(400, 'BadRequest', message)

const minute = 60_000
const day = 24 * 60 * minute
const mostProfiles = 20
const mostRules = 10

/** Refuses what Azure refuses. A target that does not exist is not among it. */
export const checkAutoscale = (
  azure: Azure,
  setting: MonitorResource,
  existing: MonitorResource | undefined,
): void => {
  const { profiles, targetResourceUri = '' } = setting.properties as Json & Properties
  if (targetResourceUri === '') {
    throw refusal(
      400,
      'UnsupportedRequestContent',
      'Request content is not well formed or supported: the property targetResourceUri is missing.',
    )
  }
  if (profiles.length === 0 || profiles.length > mostProfiles) {
    throw badRequest(`A setting has 1 to ${mostProfiles} profiles, not ${profiles.length}.`)
  }
  for (const profile of profiles) checkProfile(azure, profile)
  checkTarget(azure, setting, existing)
}

const checkTarget = (
  { world }: Azure,
  { name, properties }: MonitorResource,
  existing: MonitorResource | undefined,
): void => {
  const targetOf = (one: MonitorResource): string =>
    key(String(one.properties['targetResourceUri']))
  const target = key(String(properties['targetResourceUri']))
  if (existing !== undefined && targetOf(existing) !== target) {
    throw refusal(
      400,
      'TargetResourceIdIsImmutable',
      `The autoscale setting '${name}' under resource group '${world.resourceGroup}' is referencing target resource '${existing.properties['targetResourceUri']}'. The target resource reference is immutable.`,
    )
  }
  if (properties['enabled'] !== true) return
  const other = Object.values(world.autoscaleSettings).find(
    (one) =>
      key(one.name) !== key(name) && one.properties['enabled'] === true && targetOf(one) === target,
  )
  if (other === undefined) return
  throw refusal(
    409,
    'Conflict',
    `The resource '${properties['targetResourceUri']}' has the enabled autoscale setting '${other.name}' already; it can have one only.`,
  )
}

const whole = /^\d+$/

const checkProfile = (azure: Azure, { name, capacity, rules }: Profile): void => {
  const { minimum, maximum, default: usual } = capacity
  for (const [what, value] of Object.entries(capacity)) {
    if (whole.test(value)) continue
    throw badRequest(
      `The capacity's ${what} '${value}' of profile '${name}' is not a whole number.`,
    )
  }
  if (Number(minimum) > Number(usual) || Number(usual) > Number(maximum)) {
    throw badRequest(
      `The capacity of profile '${name}' must have minimum <= default <= maximum, not ${minimum}, ${usual}, ${maximum}.`,
    )
  }
  if (rules.length > mostRules) {
    throw badRequest(`A profile has at most ${mostRules} rules; '${name}' has ${rules.length}.`)
  }
  for (const rule of rules) checkRule(azure, rule)
}

const checkRule = (azure: Azure, { metricTrigger, scaleAction }: Rule): void => {
  const { timeGrain, timeWindow, metricResourceUri, metricName } = metricTrigger
  const { cooldown, value = '1' } = scaleAction
  checkLength('timeGrain', timeGrain, minute, day / 2)
  checkLength('timeWindow', timeWindow, 5 * minute, day / 2)
  checkLength('cooldown', cooldown, minute, 7 * day)
  if (!whole.test(value) || Number(value) < 1) {
    throw badRequest(`The scale action's value '${value}' is not a whole number of at least 1.`)
  }
  const metrics = targetWithId(azure, metricResourceUri)?.metrics
  if (metrics === undefined || metricNamed(metrics, metricName) !== undefined) return
  throw refusal(
    400,
    'UnsupportedMetric',
    `The metric '${metricName}' is not supported by '${metricResourceUri}'.`,
  )
}

const checkLength = (what: string, text: string, least: number, most: number): void => {
  const length = milliseconds(text)
  if (length >= least && length <= most) return
  throw badRequest(
    `The ${what} ${text} must be from ${least / minute} to ${most / minute} minutes long.`,
  )
}
