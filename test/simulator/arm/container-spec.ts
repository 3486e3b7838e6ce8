/** From a deployment as it was asked for to the container that it is made of. */
import type { Azure } from '../azure.ts'
import type { ArmError, ContainerSpec, Probe } from '../types.ts'
import type { Deployment, Endpoint, Json } from '../world.ts'
import { curatedEnvironment } from './curated.ts'
import { blobsOf, referenced } from './references.ts'
import { sizeNamed } from './sizes.ts'

/** ISO 8601 → milliseconds. */
export const milliseconds = (duration: unknown): number => {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(String(duration)) ?? []
  const [d, h, m, s] = [days, hours, minutes, seconds].map(Number) as [
    number,
    number,
    number,
    number,
  ]
  return (((d * 24 + h) * 60 + m) * 60 + s) * 1000
}

/** The spec, or why there can be none. */
export const containerSpec = async (
  azure: Azure,
  endpoint: Endpoint,
  deployment: Deployment,
): Promise<ContainerSpec | ArmError> => {
  const { properties, sku } = deployment
  const model = modelOf(azure, properties)
  if (properties['model'] && model === undefined) return missing(properties['model'])
  const code = codeOf(azure, properties['codeConfiguration'] as Json | null)
  const environment =
    (await environmentOf(azure, properties)) ?? missing(properties['environmentId'])
  if ('message' in environment) return environment
  const settings = properties['requestSettings'] as Json
  return {
    endpoint: endpoint.name,
    deployment: deployment.name,
    instanceCount: Number(sku?.['capacity'] ?? 1),
    ...(model === undefined ? {} : { model }),
    ...(code === undefined ? {} : { code }),
    environment,
    gpus: sizeNamed(String(properties['instanceType'] ?? ''))?.gpus ?? 0,
    environmentVariables: (properties['environmentVariables'] ?? {}) as Record<string, string>,
    livenessProbe: probeOf(properties['livenessProbe'] as Json),
    readinessProbe: probeOf(properties['readinessProbe'] as Json),
    requestTimeoutMs: milliseconds(settings['requestTimeout']),
    maxConcurrentRequests: Number(settings['maxConcurrentRequestsPerInstance']),
  }
}

const missing = (id: unknown): ArmError => ({
  code: 'ResourceNotFound',
  message: `Could not find asset with ID: ${id}`,
})

const modelOf = (azure: Azure, properties: Json): ContainerSpec['model'] => {
  const model = referenced(azure, 'models', String(properties['model'] ?? ''))
  const at = model && blobsOf(azure, String(model.version.properties['modelUri']))
  const type = String(model?.version.properties['modelType'] ?? 'custom_model')
  return model && at && { name: model.name, version: model.version.name, type, at }
}

const codeOf = (azure: Azure, configuration: Json | null): ContainerSpec['code'] => {
  const code = referenced(azure, 'codes', String(configuration?.['codeId'] ?? ''))
  const at = code && blobsOf(azure, String(code.version.properties['codeUri']))
  return at && { at, scoringScript: String(configuration?.['scoringScript']) }
}

const environmentOf = async (
  azure: Azure,
  properties: Json,
): Promise<ContainerSpec['environment'] | undefined> => {
  const id = String(properties['environmentId'] ?? '')
  if (id === '') return packagedWithModel(azure, properties)
  const curated = curatedEnvironment(id)
  if (curated !== undefined) return { kind: 'conda', ...curated }
  const found = referenced(azure, 'environments', id)
  if (found === undefined) return undefined
  const { image, condaFile } = found.version.properties
  const named = { name: found.name, version: found.version.name, image: String(image) }
  return condaFile === undefined
    ? { kind: 'image', ...named }
    : { kind: 'conda', ...named, condaFile: String(condaFile) }
}

/** Models that need neither script nor environment: an MLflow model brings its own conda file. */
const packagedWithModel = async (
  azure: Azure,
  properties: Json,
): Promise<ContainerSpec['environment'] | undefined> => {
  const model = modelOf(azure, properties)
  if (model === undefined) return undefined
  if (model.type === 'triton_model') return { kind: 'triton' }
  const conda = { ...model.at, path: `${model.at.path}/conda.yaml` }
  const condaFile = await azure.blobs.readText(conda).catch(() => undefined)
  const image = 'mcr.microsoft.com/azureml/curated/mlflow-py312-inference:latest'
  return condaFile === undefined
    ? undefined
    : { kind: 'conda', name: model.name, version: model.version, image, condaFile }
}

const probeOf = (probe: Json): Probe => ({
  initialDelayMs: milliseconds(probe['initialDelay']),
  periodMs: milliseconds(probe['period']),
  timeoutMs: milliseconds(probe['timeout']),
  failureThreshold: Number(probe['failureThreshold']),
  successThreshold: Number(probe['successThreshold']),
})
