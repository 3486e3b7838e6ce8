/** The real `azmlinfsrv`, as Azure starts it: its own environment, its own root, nothing of ours. */
import { copyFile, mkdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Image } from './image/index.ts'
import { pathWith } from './image/interpreter.ts'
import { freePort, launched } from './launched.ts'
import type { Report } from './report.ts'
import { type Launch, serverMissing } from './server.ts'
import type { AppRoot, InferenceProgram } from './storage-initializer.ts'

/** Launches servers of this image on this app root. */
export function pythonServers(
  image: Image,
  root: AppRoot,
  program: InferenceProgram,
  variables: Readonly<Record<string, string>>,
  report: Report,
): Launch {
  const container = dirname(root.path)
  const home = join(container, 'home')
  report.alias(home, '/home/dockeruser')
  report.alias(join(container, resources), '/var/mlflow_resources')
  return async () => {
    if (image.server === undefined) return serverMissing(report)
    const port = await freePort()
    // Where Azure's containers listen.
    report.alias(`:${port}`, ':31311')
    const { folder, script } = await placeScript(root, program)
    const server = [image.server, '--entry_script', script, '--port', String(port)]
    const env = await serverEnvironment(image, root, home, { ...ofProgram(program), ...variables })
    const told = { AML_APP_ROOT: folder, AZUREML_ENTRY_SCRIPT: script }
    return launched(
      { python: image.python, command: server, port, cwd: folder, env: { ...told, ...env } },
      report,
    )
  }
}

/** What stands for the folder /var/mlflow_resources of Azure's image. */
const resources = 'mlflow_resources'
const mlflowScript = 'mlflow_score_script.py'

const ofProgram = (program: InferenceProgram): Readonly<Record<string, string>> =>
  program.kind === 'mlflow' ? { MLFLOW_MODEL_FOLDER: program.modelFolder } : {}

/**
 * The server works in the folder of the scoring script, as Azure's local endpoints have it ("azure-ai-ml",
 * azureml_image_context.py): modules beside the script are imported, and swagger files found, there.
 */
async function placeScript(
  { path }: AppRoot,
  program: InferenceProgram,
): Promise<{ folder: string; script: string }> {
  if (program.kind === 'script') {
    const { entryScript } = program
    return { folder: join(path, dirname(entryScript)), script: basename(entryScript) }
  }
  const folder = join(dirname(path), resources)
  await mkdir(folder, { recursive: true })
  await copyFile(join(import.meta.dirname, 'mlflow', mlflowScript), join(folder, mlflowScript))
  return { folder, script: mlflowScript }
}

/** What a process in the container finds in its environment. */
async function serverEnvironment(
  image: Image,
  root: AppRoot,
  home: string,
  variables: Readonly<Record<string, string>>,
): Promise<NodeJS.ProcessEnv> {
  await mkdir(home, { recursive: true })
  // A user's value that names Azure's root means the one that stands for it here.
  const own = Object.entries(variables).map(([name, value]) => [
    name,
    value.replaceAll('/var/azureml-app', root.path),
  ])
  const { SystemRoot, ComSpec, PATHEXT } = process.env
  return {
    ...(SystemRoot !== undefined && { SystemRoot, ComSpec, PATHEXT }),
    PATH: pathWith(image.directory),
    HOME: home,
    TMPDIR: home,
    TEMP: home,
    LANG: 'C.UTF-8',
    PYTHONUNBUFFERED: '1',
    AZUREML_CONDA_ENVIRONMENT_PATH: image.directory,
    ...(root.modelDirectory !== undefined && { AZUREML_MODEL_DIR: root.modelDirectory }),
    ...Object.fromEntries(own),
  }
}
