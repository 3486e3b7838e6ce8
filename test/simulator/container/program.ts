/** What answers the requests of a deployment, and by which paths it is reached. */
import type { ContainerSpec } from '../types.ts'

/** A scoring script, or what Azure runs by itself for the type of the model. */
export type Program = 'script' | 'mlflow' | 'triton'

/** The paths of a server. */
export interface Routes {
  readonly live: string
  readonly ready: string
  /** Whether a caller's request is for the server; any other path is not forwarded. */
  serves(path: string): boolean
}

/** What a deployment runs; undefined when there is nothing to run. */
export function programOf({ code, model }: ContainerSpec): Program | undefined {
  if (code !== undefined) return 'script'
  if (model?.type === 'mlflow_model') return 'mlflow'
  return model?.type === 'triton_model' ? 'triton' : undefined
}

const scoring = new Set(['/', '/score', '/swagger.json'])
const inferenceServer: Routes = { live: '/', ready: '/', serves: (path) => scoring.has(path) }

/** Azure's script for MLflow runs in the same server as anybody's. */
export const routes: Readonly<Record<Program, Routes>> = {
  script: inferenceServer,
  mlflow: inferenceServer,
  triton: {
    live: '/v2/health/live',
    ready: '/v2/health/ready',
    serves: (path) => path === '/v2' || path.startsWith('/v2/'),
  },
}
