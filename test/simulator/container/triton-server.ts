/** Azure's Triton: the protocol and ONNX Runtime are real, the other backends are not there. */
import { basename, dirname, join } from 'node:path'
import type { ContainerSpec } from '../types.ts'
import type { Image } from './image/index.ts'
import { pathWith } from './image/interpreter.ts'
import { freePort, launched } from './launched.ts'
import type { Report } from './report.ts'
import type { Launch } from './server.ts'
import type { AppRoot } from './storage-initializer.ts'

const script = join(import.meta.dirname, 'triton', 'server.py')

/** Launches servers of the model's folder, which is the repository. */
export function tritonServers(
  image: Image,
  root: AppRoot,
  { model, gpus, environmentVariables }: ContainerSpec,
  report: Report,
): Launch {
  const repository = join(root.modelDirectory ?? root.path, basename(model?.at.path ?? ''))
  return async () => {
    const port = await freePort()
    report.alias(`:${port}`, ':8000')
    const { SystemRoot, ComSpec, PATHEXT } = process.env
    const options = ['--model-repository', repository, '--http-port', port, '--gpus', gpus]
    return launched(
      {
        python: image.python,
        // Isolated, and without a cache of bytecode beside the script.
        command: [image.python, '-I', '-B', script, ...options.map(String)],
        port,
        cwd: dirname(root.path),
        env: {
          ...(SystemRoot !== undefined && { SystemRoot, ComSpec, PATHEXT }),
          ...environmentVariables,
          PATH: pathWith(image.directory),
          PYTHONUNBUFFERED: '1',
        },
      },
      report,
    )
  }
}
