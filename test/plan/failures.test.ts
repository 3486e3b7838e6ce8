import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAzureError, sentences } from '../../src/plan/azureError.ts'
import {
  firstTraceback,
  linesAfter,
  linesOf,
  placeInCode,
  remedyFor,
} from '../../src/plan/containerLog.ts'
import { explain } from '../../src/plan/explain.ts'

const attempt = { doing: "deploy 'blue'", otherwise: 'deployment-failed' } as const
const quota =
  'Not enough quota available for Standard_DS3_v2 in SubscriptionId 1. Current usage/limit: 0/6. Additional needed: 8'

/** "Troubleshoot online endpoint deployment and scoring": its codes, and what we make of each. */
const documented = {
  ImageBuildFailure: 'image-build-failed',
  ImageBuildComputeNotValid: 'image-build-failed',
  EnvironmentBuildFailed: 'image-build-failed',
  OutOfQuota: 'quota-exceeded',
  BadArgument: 'deployment-failed',
  ResourceNotReady: 'container-crashed',
  ResourceNotFound: 'deployment-failed',
  OperationCanceled: 'deployment-conflict',
  SecretsInjectionError: 'deployment-failed',
  WorkspaceManagedNetworkNotReady: 'deployment-failed',
  InternalServerError: 'azure-unavailable',
  SubscriptionNotRegistered: 'provider-not-registered',
  MissingDriverProgram: 'deployment-failed',
  ServiceError: 'azure-unavailable',
  ACRSecretError: 'image-build-failed',
  TokenRefreshFailed: 'image-build-failed',
  GetAADTokenFailed: 'image-build-failed',
  ACRAuthenticationChallengeFailed: 'image-build-failed',
  ACRTokenExchangeFailed: 'image-build-failed',
  ACRTokenExchangeForbidden: 'image-build-failed',
  KubernetesUnaccessible: 'deployment-failed',
  ImagePullLoopBackOff: 'image-build-failed',
  DeploymentCrashLoopBackOff: 'container-crashed',
  KubernetesCrashLoopBackOff: 'container-crashed',
  UserScriptInitFailed: 'container-crashed',
  UserScriptImportError: 'container-crashed',
  UserScriptFunctionNotFound: 'container-crashed',
  NamespaceNotFound: 'deployment-failed',
  EndpointNotFound: 'endpoint-not-found',
  EndpointAlreadyExists: 'endpoint-name-taken',
  ScoringFeUnhealthy: 'deployment-failed',
  ValidateScoringFailed: 'deployment-failed',
  InvalidDeploymentSpec: 'deployment-failed',
  PodUnschedulable: 'deployment-failed',
  PodOutOfMemory: 'container-crashed',
  InferencingClientCallFailed: 'deployment-failed',
}

test.each(Object.entries(documented))(
  '%s is %s, with its cause, what to do and where to read on',
  (code, ours) => {
    const details = [{ code, message: 'what Azure says of it' }]
    expect(
      explain(readAzureError({ error: { code: 'UserError', message: '', details } }), attempt),
    ).toEqual(
      expect.objectContaining({
        code: ours,
        message: expect.stringContaining('what Azure says of it'),
        hint: expect.stringMatching(/\w+ .{30}/),
        link: `https://aka.ms/oe-tsg#error-${code.toLowerCase()}`,
      }),
    )
  },
)

describe('an error of Azure', () => {
  test('is unwrapped from the JSON inside the message inside the detail', () => {
    const error = readAzureError({
      error: {
        code: 'BadRequest',
        message: 'The request is invalid.',
        details: [
          {
            code: 'InferencingClientCreateDeploymentFailed',
            message: `InferencingClient HttpRequest error, error detail: {"errors":{"VmSize":["${quota}"]},"type":"x","title":"One or more validation errors occurred.","status":400}`,
          },
        ],
      },
    })
    expect(sentences(error)).toEqual(['The request is invalid.', `VmSize: ${quota}`])
    expect(explain(error, attempt)).toMatchObject({
      code: 'quota-exceeded',
      message: `could not deploy 'blue': BadRequest: VmSize: ${quota}`,
      hint: expect.stringContaining('Standard_DS3_v2 needs 8 more vCPUs and 0 of 6 are in use'),
    })
  })

  test.each([
    [
      {
        code: 'AuthorizationFailed',
        message:
          "The client 'a' with object id 'b' does not have authorization to perform action 'Microsoft.MachineLearningServices/workspaces/models/versions/write' over scope '/subscriptions/s' or the scope is invalid.",
      },
      'permission-denied',
      "Grant the identity a role with 'Microsoft.MachineLearningServices/workspaces/models/versions/write' on /subscriptions/s.",
    ],
    [
      {
        code: 'AuthorizationFailed',
        message:
          "The client 'a' with object id 'b' does not have authorization to perform action 'Microsoft.Insights/metrics/read' over scope '/subscriptions/s/e' or the scope is invalid.",
      },
      'permission-denied',
      "Grant the identity the built-in role 'Monitoring Reader' on /subscriptions/s/e:",
    ],
    [
      {
        code: 'UserError',
        message: 'x',
        details: [
          {
            code: 'y',
            message:
              '{"errors":{"":["There is already an endpoint with this name, Endpoint name needs to be unique within a region. Try some other name."]}}',
          },
        ],
      },
      'endpoint-name-taken',
      "Choose another 'service-name'",
    ],
    [
      { code: 'BadArgument', message: 'User container has crashed or terminated: see logs' },
      'container-crashed',
      'traceback',
    ],
    [
      {
        code: 'ResourceNotReady',
        message: 'Liveness probe failed: HTTP probe failed with statuscode: 502',
      },
      'container-not-ready',
      'initial-delay',
    ],
    [
      {
        code: 'ImageBuildFailure',
        message: 'Image build failed. See log azureml/ImageLogs/1/build.log',
      },
      'image-build-failed',
      'build log',
    ],
    [
      {
        code: 'MissingSubscriptionRegistration',
        message: "The subscription is not registered to use namespace 'Microsoft.Insights'.",
      },
      'provider-not-registered',
      'az provider register -n Microsoft.Insights',
    ],
    [
      { code: 'SubscriptionNotRegistered', message: "Resource provider [N/A] isn't registered" },
      'provider-not-registered',
      'az provider register',
    ],
    [
      { code: 'InternalServerError', message: 'Received 500 from a service request' },
      'azure-unavailable',
      'support ticket',
    ],
    [{ code: 'SomethingNew', message: 'never seen' }, 'deployment-failed', undefined],
  ])('%j is %s', (body, code, hint) => {
    const failure = explain(readAzureError({ error: body }), attempt)
    // Azure Monitor leaves the envelope out.
    expect(explain(readAzureError(body), attempt)).toEqual(failure)
    expect(failure.code).toBe(code)
    if (hint !== undefined) expect(failure.hint).toContain(hint)
  })

  test('whatever it is, reading and explaining it never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json()), (body) => {
        expect(explain(readAzureError(body), attempt).message).toContain("could not deploy 'blue'")
      }),
    )
  })
})

const log = `Instance status:
SystemSetup: Succeeded
2026-11-20 10:00:01,123 I [71] azmlinfsrv - Starting up app insight hooks
Traceback (most recent call last):
  File "/azureml-envs/lib/python3.12/site-packages/azureml_inference_server_http/server/user_script.py", line 77, in invoke_init
    self._user_init()
  File "/var/azureml-app/serving/lib/load.py", line 12, in load
    import sklearn
ModuleNotFoundError: No module named 'sklearn'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "x.py", line 1, in y
RuntimeError: later
`

describe('a container’s log', () => {
  test('gives its first traceback, and the line of the user’s own script', () => {
    const traceback = firstTraceback(log)
    expect(traceback?.error).toBe("ModuleNotFoundError: No module named 'sklearn'")
    expect(traceback && placeInCode(traceback, 'serving', 'service')).toEqual({
      file: 'service/lib/load.py',
      line: 12,
    })
    expect(traceback && placeInCode(traceback, 'serving', '.')).toEqual({
      file: 'lib/load.py',
      line: 12,
    })
    expect(traceback && placeInCode(traceback, 'elsewhere', '.')).toBeUndefined()
  })

  test('without a traceback gives none', () => {
    expect(firstTraceback('all is well\n')).toBeUndefined()
    expect(firstTraceback('')).toBeUndefined()
  })

  test.each([
    ["ModuleNotFoundError: No module named 'sklearn'", 'scikit-learn'],
    ["ModuleNotFoundError: No module named 'azureml.ai'", 'azureml-ai-monitoring'],
    ["ModuleNotFoundError: No module named 'azureml.contrib'", '1.4 or later'],
    [
      "FileNotFoundError: [Errno 2] No such file or directory: '/var/azureml-app/azureml-models/m/1/x'",
      'AZUREML_MODEL_DIR',
    ],
  ])('%s has a remedy', (error, remedy) => {
    expect(remedyFor(error)).toContain(remedy)
  })
})

describe('a log that is followed', () => {
  test('is told from below the status at its head', () => {
    expect(
      linesOf('Instance status:\nSystemSetup: Succeeded\n\nContainer logs:\none\ntwo\n'),
    ).toEqual(['one', 'two'])
    expect(linesOf('Instance status:\nSystemSetup: Succeeded\n\nContainer logs:\n')).toEqual([])
    expect(linesOf('no head\nat all')).toEqual(['no head', 'at all'])
  })

  test('has every line told once, in order, whatever is read of it each time', () => {
    const some = fc.nat(20)
    fc.assert(
      fc.property(some, some, some, (told, more, gone) => {
        const all = Array.from({ length: told + more }, (_, index) => `line ${index}`)
        const read = all.slice(Math.min(gone, told))
        expect(linesAfter(all.slice(0, told), read)).toEqual(all.slice(told))
      }),
    )
    expect(linesAfter(['a', 'b', 'c'], ['b', 'c', 'd'])).toEqual(['d'])
    expect(linesAfter(['a', 'b'], ['a', 'b'])).toEqual([])
    expect(linesAfter(['a', 'b'], ['x', 'y'])).toEqual(['x', 'y'])
    expect(linesAfter([], ['x'])).toEqual(['x'])
  })
})
