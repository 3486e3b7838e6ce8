/** The request bodies of Azure Monitor, field by field. */
import { envelope } from '../arm/bodies.ts'
import {
  anything,
  decimal,
  duration,
  flag,
  integer,
  listOf,
  mapOf,
  object,
  oneOf,
  orNull,
  readOnly,
  required,
  type Shape,
  text,
  variants,
} from '../arm/validate.ts'
import { operators } from './thresholds.ts'

const tags = orNull(mapOf(text()))
const resource = (properties: Shape): Shape =>
  object({ ...envelope, location: required(text()), tags, properties: required(properties) })

const scaleRule = object({
  metricTrigger: required(
    object({
      metricName: required(text()),
      metricNamespace: orNull(text()),
      metricResourceUri: required(text()),
      metricResourceLocation: orNull(text()),
      timeGrain: required(duration),
      statistic: required(oneOf('Average', 'Min', 'Max', 'Sum', 'Count')),
      timeWindow: required(duration),
      timeAggregation: required(oneOf('Average', 'Minimum', 'Maximum', 'Total', 'Count', 'Last')),
      operator: required(oneOf(...operators)),
      threshold: required(decimal),
      dimensions: orNull(
        listOf(
          object({
            DimensionName: required(text()),
            Operator: required(oneOf('Equals', 'NotEquals')),
            Values: required(listOf(text())),
          }),
        ),
      ),
      dividePerInstance: orNull(flag),
    }),
  ),
  scaleAction: required(
    object({
      direction: required(oneOf('None', 'Increase', 'Decrease')),
      type: required(
        oneOf('ChangeCount', 'PercentChangeCount', 'ExactCount', 'ServiceAllowedNextValue'),
      ),
      value: text(),
      cooldown: required(duration),
    }),
  ),
})

const profile = object({
  name: required(text()),
  capacity: required(
    object({ minimum: required(text()), maximum: required(text()), default: required(text()) }),
  ),
  rules: required(listOf(scaleRule)),
  fixedDate: orNull(object({ timeZone: text(), start: required(text()), end: required(text()) })),
  recurrence: orNull(
    object({
      frequency: required(
        oneOf('None', 'Second', 'Minute', 'Hour', 'Day', 'Week', 'Month', 'Year'),
      ),
      schedule: required(
        object({
          timeZone: required(text()),
          days: required(listOf(text())),
          hours: required(listOf(integer(0, 23))),
          minutes: required(listOf(integer(0, 59))),
        }),
      ),
    }),
  ),
})

const notification = object({
  operation: required(oneOf('Scale')),
  email: orNull(
    object({
      sendToSubscriptionAdministrator: flag,
      sendToSubscriptionCoAdministrators: flag,
      customEmails: orNull(listOf(text())),
    }),
  ),
  webhooks: orNull(listOf(object({ serviceUri: text(), properties: orNull(mapOf(text())) }))),
})

const autoscale = object({
  profiles: required(listOf(profile)),
  notifications: orNull(listOf(notification)),
  enabled: flag,
  predictiveAutoscalePolicy: orNull(
    object({
      scaleMode: required(oneOf('Disabled', 'ForecastOnly', 'Enabled')),
      scaleLookAheadTime: orNull(duration),
    }),
  ),
  name: text(),
  targetResourceUri: text(),
  targetResourceLocation: text(),
})

export const autoscaleSetting = resource(autoscale)
export const autoscalePatch = object({ tags, properties: autoscale })

const dimension = object({
  name: required(text()),
  operator: required(oneOf('Include', 'Exclude')),
  values: required(listOf(text())),
})
const criterion = {
  criterionType: required(text()),
  name: required(text()),
  metricName: required(text()),
  metricNamespace: text(),
  timeAggregation: required(oneOf('Average', 'Count', 'Minimum', 'Maximum', 'Total')),
  dimensions: orNull(listOf(dimension)),
  skipMetricValidation: flag,
}
const criteria = object({
  'odata.type': required(text()),
  allOf: required(
    listOf(
      variants('criterionType', {
        StaticThresholdCriterion: object({
          ...criterion,
          operator: required(oneOf(...operators)),
          threshold: required(decimal),
        }),
        DynamicThresholdCriterion: object({
          ...criterion,
          operator: required(oneOf('GreaterThan', 'LessThan', 'GreaterOrLessThan')),
          alertSensitivity: required(oneOf('Low', 'Medium', 'High')),
          failingPeriods: required(
            object({
              numberOfEvaluationPeriods: required(decimal),
              minFailingPeriodsToAlert: required(decimal),
            }),
          ),
          ignoreDataBefore: orNull(text()),
        }),
      }),
    ),
  ),
})

export const metricAlert = resource(
  object({
    description: orNull(text()),
    severity: required(integer(0, 4)),
    enabled: required(flag),
    scopes: required(listOf(text())),
    evaluationFrequency: required(duration),
    windowSize: required(duration),
    targetResourceType: orNull(text()),
    targetResourceRegion: orNull(text()),
    criteria: required(
      variants('odata.type', {
        'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria': criteria,
        'Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria': criteria,
        'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria': anything,
      }),
    ),
    autoMitigate: flag,
    actions: orNull(
      listOf(object({ actionGroupId: text(), webHookProperties: orNull(mapOf(text())) })),
    ),
    lastUpdatedTime: readOnly,
  }),
)

/** Kept as it is: no query is run here. */
export const queryRule: Shape = anything
