/** All that Azure Monitor answers. */
import type { Route } from '../arm/call.ts'
import { metricRoutes } from './metrics.ts'

export const monitorRoutes: readonly Route[] = [...metricRoutes]
