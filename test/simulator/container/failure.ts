/** Why a deployment failed, as Azure reports it. */
import type { ArmError } from '../types.ts'

const guide = (anchor: string) =>
  `Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-${anchor}`

/** The packages could not be installed, or the base image does not exist. */
export function imageBuildFailure(account: string, id: string, log: string): ArmError {
  return {
    code: 'ImageBuildFailure',
    message: `Image build failed. The build log is available in the workspace blob store "${account}" under the path "/azureml/ImageLogs/${id}/build.log". ${guide('imagebuildfailure')}`,
    details: [
      { code: 'ImageBuildFailure', message: log.trimEnd().split('\n').slice(-20).join('\n') },
    ],
  }
}

/** An image that is used as it is, and is not there. */
export function imagePullFailure(image: string, log: string): ArmError {
  return {
    code: 'BadArgument',
    message: `Unable to download user container image ${image}: ${log} ${guide('badargument')}`,
  }
}

/** Model or code is not where the asset says. */
export function downloadFailure(what: 'model' | 'code', reason: string): ArmError {
  return {
    code: 'BadArgument',
    message: `Unable to download user ${what}: ${reason}. Please check the storage-initializer log. ${guide('badargument')}`,
  }
}

/** The server ended, again and again, before it was ready. */
export function crashed(exitCode: number): ArmError {
  return {
    code: 'ResourceNotReady',
    message: `User container has crashed or terminated with exit code ${exitCode}. ${guide('resourcenotready')}`,
  }
}

/** The server runs, but a probe spent all its attempts on it. */
export function probeFailed(cause: string): ArmError {
  return {
    code: 'ResourceNotReady',
    message: `User container has crashed or terminated: ${cause}. ${guide('resourcenotready')}`,
  }
}

/** An image without code and without routes of its own: there is nothing to run. */
export const missingDriverProgram: ArmError = {
  code: 'BadRequest',
  message: 'The request is invalid.',
  details: [
    { code: 'MissingDriverProgram', message: 'Could not find driver program in the request.' },
  ],
}

/** The deployment was deleted while it was being created. */
export const canceled: ArmError = {
  code: 'OperationCanceled',
  message: `The operation was canceled by another operation that has a higher priority. ${guide('operationcanceled')}`,
}

/** A fault of the service itself; here, of the simulator. */
export function internalError(error: unknown): ArmError {
  return {
    code: 'InternalServerError',
    message: `An internal server error occurred. ${error instanceof Error ? error.stack : error}`,
  }
}
