/** All that Azure Monitor answers. */
import type { Route } from '../arm/call.ts'
import { alertRuleRoutes } from './alert-rules.ts'
import { alertRoutes } from './alerts.ts'
import { autoscaleRoutes } from './autoscale-settings.ts'
import { metricRoutes } from './metrics.ts'

export const monitorRoutes: readonly Route[] = [
  ...metricRoutes,
  ...alertRuleRoutes,
  ...alertRoutes,
  ...autoscaleRoutes,
]
