/** The real `azmlinfsrv`, as Azure starts it: its own environment, its own root, nothing of ours. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { basename, dirname, join } from 'node:path'
import type { Image } from './image/index.ts'
import { pathWith } from './image/interpreter.ts'
import type { Report } from './report.ts'
import { type Launch, serverMissing } from './server.ts'
import type { AppRoot } from './storage-initializer.ts'

const supervisor = join(import.meta.dirname, 'supervisor.py')

/** Launches servers of this image on this app root. */
export function pythonServers(
  image: Image,
  root: AppRoot,
  variables: Readonly<Record<string, string>>,
  report: Report,
): Launch {
  const home = join(dirname(root.path), 'home')
  report.alias(home, '/home/dockeruser')
  return async () => {
    const print = (text: string) => report.print('InferenceServer', text)
    if (image.server === undefined) return serverMissing(report)
    const port = await freePort()
    // Where Azure's containers listen.
    report.alias(`:${port}`, ':31311')
    const { folder, script } = whereTheScriptIs(root)
    const command = [image.server, '--entry_script', script, '--port', String(port)]
    const child = spawn(image.python, ['-I', supervisor, ...command], {
      cwd: folder,
      env: await serverEnvironment(image, root, home, variables),
      // Out of reach of a signal to our whole group: it ends with the pipe, in its own order.
      detached: true,
      windowsHide: true,
    })
    child.stdout.setEncoding('utf8').on('data', print)
    child.stderr.setEncoding('utf8').on('data', print)
    child.stdin.on('error', () => {})
    const exited = once(child, 'close').then(([code]) => Number(code ?? 1))
    return {
      port,
      exited,
      async stop() {
        child.stdin.end()
        // One that could not be started has nothing to stop: `exited` says why to whoever launched it.
        await exited.catch(() => {})
      },
    }
  }
}

/**
 * The server works in the folder of the scoring script, as Azure's local endpoints have it ("azure-ai-ml",
 * azureml_image_context.py): modules beside the script are imported, and swagger files found, there.
 */
function whereTheScriptIs({ path, entryScript = '' }: AppRoot): { folder: string; script: string } {
  return { folder: join(path, dirname(entryScript)), script: basename(entryScript) }
}

/** What a process in the container finds in its environment. */
async function serverEnvironment(
  image: Image,
  root: AppRoot,
  home: string,
  variables: Readonly<Record<string, string>>,
): Promise<NodeJS.ProcessEnv> {
  await mkdir(home, { recursive: true })
  const { folder, script } = whereTheScriptIs(root)
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
    AML_APP_ROOT: folder,
    AZUREML_CONDA_ENVIRONMENT_PATH: image.directory,
    ...(root.modelDirectory !== undefined && { AZUREML_MODEL_DIR: root.modelDirectory }),
    ...(script !== '' && { AZUREML_ENTRY_SCRIPT: script }),
    ...Object.fromEntries(own),
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No TCP port is free')
  return address.port
}
