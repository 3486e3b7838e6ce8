/** A metric alert rule of Azure Monitor, as somebody made it beforehand. */

/** On the latency of an endpoint, by its ARM id: fires only when a test says so. */
export const latencyRule = (endpoint: string, enabled = true) => ({
  location: 'global',
  properties: {
    description: 'more errors than the service promises',
    severity: 1,
    enabled,
    scopes: [endpoint],
    evaluationFrequency: 'PT1M',
    windowSize: 'PT5M',
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria',
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion',
          name: 'slow',
          metricName: 'RequestLatency',
          timeAggregation: 'Average',
          operator: 'GreaterThan',
          threshold: 1e9,
        },
      ],
    },
  },
})
