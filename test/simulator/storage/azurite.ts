/** Starts Azurite in a process of its own, so that its work never delays the proxy's. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { StorageAccount } from '../types.ts'

export interface Azurite {
  /** `http://127.0.0.1:<port>`; the first path segment names the account, unless the Host does. */
  readonly origin: string
  close(): Promise<void>
}

/** What the process tells us: where it listens, or why it cannot. */
export type AzuriteMessage = { readonly port: number } | { readonly failure: string }

/** Runs Azurite for these accounts. Without a directory it uses a temporary one and removes it. */
export async function startAzurite(
  accounts: readonly StorageAccount[],
  directory: string | undefined,
): Promise<Azurite> {
  const child = fork(new URL('./azurite-process.ts', import.meta.url), {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Its own process group: an interrupt from the terminal must not outrun an orderly end.
    detached: process.platform !== 'win32',
    env: {
      ...process.env,
      AZURITE_ACCOUNTS: accounts.map(({ name, key }) => `${name}:${key}`).join(';'),
      ...(directory === undefined ? {} : { AZURITE_DIRECTORY: directory }),
    },
  })
  const exited = once(child, 'exit')
  const [message] = (await Promise.race([
    once(child, 'message'),
    exited.then(() => [{ failure: 'it ended while starting' }]),
  ])) as [AzuriteMessage]
  if ('failure' in message) throw new Error(`Azurite does not start: ${message.failure}`)
  return {
    origin: `http://127.0.0.1:${message.port}`,
    async close() {
      if (child.connected) child.disconnect()
      await exited
    },
  }
}
