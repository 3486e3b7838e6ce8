/** The request bodies of the operations served here, field by field. */
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
  scalar,
  since,
  text,
  variants,
} from './validate.ts'

const words = /[a-zA-Z0-9_]/
const strings = orNull(mapOf(orNull(text())))
/** What the service alone writes of every resource. */
export const envelope = { id: readOnly, name: readOnly, type: readOnly, systemData: readOnly }

const scalars = orNull(mapOf(orNull(scalar)))
const described = { description: orNull(text()), tags: scalars, properties: scalars }
const version = {
  ...described,
  isAnonymous: flag,
  isArchived: flag,
  provisioningState: since('assetState', readOnly),
}
const resource = (properties: Readonly<Record<string, Shape>>): Shape =>
  object({ ...envelope, properties: required(object(properties)) })

export const codeVersion = resource({ ...version, codeUri: orNull(text()) })

export const modelVersion = resource({
  ...version,
  flavors: orNull(mapOf(object({ data: strings }))),
  jobName: orNull(text()),
  modelType: orNull(text()),
  modelUri: orNull(text()),
  stage: since('stage', orNull(text())),
})

const route = object({ path: required(text()), port: required(integer()) })

export const environmentVersion = resource({
  ...version,
  autoRebuild: oneOf('Disabled', 'OnBaseImageUpdate'),
  build: object({ contextUri: required(text(words)), dockerfilePath: text() }),
  condaFile: text(),
  environmentType: readOnly,
  image: text(),
  inferenceConfig: object({ livenessRoute: route, readinessRoute: route, scoringRoute: route }),
  osType: oneOf('Linux', 'Windows'),
  stage: since('stage', orNull(text())),
})

export const assetContainer = resource({
  ...described,
  isArchived: flag,
  latestVersion: readOnly,
  nextVersion: readOnly,
  provisioningState: since('assetState', readOnly),
})

export const pendingUpload = object({
  pendingUploadId: orNull(text()),
  pendingUploadType: oneOf('None', 'TemporaryBlobReference'),
})

const identityType = oneOf('None', 'SystemAssigned', 'UserAssigned', 'SystemAssigned,UserAssigned')
const identity = object({
  type: required(identityType),
  principalId: readOnly,
  tenantId: readOnly,
  userAssignedIdentities: mapOf(orNull(anything)),
})
const skuFields = {
  capacity: integer(),
  family: text(),
  size: text(),
  tier: oneOf('Free', 'Basic', 'Standard', 'Premium'),
}
const tracked = (properties: Shape): Shape =>
  object({
    ...envelope,
    location: required(text()),
    tags: mapOf(text()),
    kind: text(),
    identity,
    sku: object({ ...skuFields, name: required(text()) }),
    properties: required(properties),
  })

export const endpoint = tracked(
  object({
    authMode: required(oneOf('AMLToken', 'Key', 'AADToken')),
    description: orNull(text()),
    keys: orNull(object({ primaryKey: orNull(text()), secondaryKey: orNull(text()) })),
    properties: strings,
    scoringUri: readOnly,
    swaggerUri: readOnly,
    compute: orNull(text()),
    provisioningState: readOnly,
    publicNetworkAccess: oneOf('Enabled', 'Disabled'),
    traffic: orNull(mapOf(integer())),
    mirrorTraffic: since('mirrorTraffic', orNull(mapOf(integer()))),
  }),
)

export const endpointPatch = object({
  tags: mapOf(text()),
  identity: object({ type: identityType, userAssignedIdentities: mapOf(anything) }),
})

export const regenerateKeys = object({
  keyType: required(oneOf('Primary', 'Secondary')),
  keyValue: orNull(text()),
})

const probe = orNull(
  object({
    failureThreshold: integer(),
    initialDelay: orNull(duration),
    period: duration,
    successThreshold: integer(),
    timeout: duration,
  }),
)
const quantities = orNull(
  object({ cpu: orNull(text()), gpu: orNull(text()), memory: orNull(text()) }),
)

const onlineDeployment = {
  codeConfiguration: orNull(
    object({ codeId: orNull(text()), scoringScript: required(text(words)) }),
  ),
  description: orNull(text()),
  environmentId: orNull(text()),
  environmentVariables: strings,
  properties: strings,
  appInsightsEnabled: flag,
  egressPublicNetworkAccess: oneOf('Enabled', 'Disabled'),
  endpointComputeType: required(oneOf('Managed', 'Kubernetes', 'AzureMLCompute')),
  instanceType: orNull(text()),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: since('startupProbe', probe),
  model: orNull(text()),
  modelMountPath: orNull(text()),
  provisioningState: readOnly,
  requestSettings: orNull(
    object({
      maxConcurrentRequestsPerInstance: integer(),
      maxQueueWait: duration,
      requestTimeout: duration,
    }),
  ),
  scaleSettings: orNull(
    variants('scaleType', {
      Default: object({ scaleType: required(text()) }),
      TargetUtilization: object({
        scaleType: required(text()),
        maxInstances: integer(),
        minInstances: integer(),
        pollingInterval: duration,
        targetUtilizationPercentage: integer(),
      }),
    }),
  ),
  dataCollector: since(
    'dataCollector',
    orNull(
      object({
        collections: required(
          mapOf(
            object({
              samplingRate: decimal,
              dataCollectionMode: oneOf('Enabled', 'Disabled'),
              dataId: orNull(text()),
              clientId: orNull(text()),
            }),
          ),
        ),
        rollingRate: oneOf('Year', 'Month', 'Day', 'Hour', 'Minute'),
        requestLogging: orNull(object({ captureHeaders: orNull(listOf(text())) })),
      }),
    ),
  ),
}

export const deployment = tracked(
  variants('endpointComputeType', {
    Managed: object(onlineDeployment),
    Kubernetes: object({
      ...onlineDeployment,
      containerResourceRequirements: orNull(
        object({
          containerResourceLimits: quantities,
          containerResourceRequests: quantities,
        }),
      ),
    }),
  }),
)

export const deploymentPatch = object({
  tags: mapOf(text()),
  sku: object({ ...skuFields, name: text() }),
})

export const logs = object({
  containerType: oneOf('StorageInitializer', 'InferenceServer'),
  tail: orNull(integer()),
})
