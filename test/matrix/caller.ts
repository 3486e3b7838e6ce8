/** Callers of the service who never stop: what they are answered is the first promise. */
import { setTimeout as sleep } from 'node:timers/promises'
import { administer, call } from '../caller.ts'
import type { Simulator } from '../simulator/simulator.ts'

export interface Watching {
  /** Ends the calls: how many there were, and what was wrong with their answers. */
  end(): Promise<{ readonly calls: number; readonly wrong: readonly string[] }>
}

/** By what it is told apart from the action's own requests, which may meet an accident. */
const mark = 'from=a-caller'

/**
 * Calls a service again and again until it is ended. Every call must be answered, and by a
 * deployment that has passed its smoke test: by one of `proven`, or one that the action itself has
 * asked, by name and with success, before.
 */
export async function watch(
  { env, azure, exchanges }: Pick<Simulator, 'env' | 'azure' | 'exchanges'>,
  service: string,
  proven: readonly string[],
): Promise<Watching> {
  const read = async (method: string, path: string) =>
    JSON.parse((await administer(env, azure, method, `/onlineEndpoints/${service}${path}`)).text)
  const { primaryKey } = await read('POST', '/listKeys')
  const uri: string = (await read('GET', '')).properties.scoringUri
  const body = JSON.stringify({ data: [[1, 2, 3, 4]] })
  const tested = (name: string) =>
    proven.includes(name) ||
    exchanges.some(
      ({ url, status, requestHeaders }) =>
        url === uri && status === 200 && requestHeaders['azureml-model-deployment'] === name,
    )
  const wrong: string[] = []
  let calls = 0
  let calling = true
  const life = (async () => {
    while (calling) {
      calls++
      const { status, headers, text } = await call(env, `${uri}?${mark}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${primaryKey}`,
          'content-type': 'application/json',
          'content-length': String(body.length),
        },
        body,
      }).catch((error: unknown) => ({ status: 0, headers: {}, text: String(error) }))
      const by = new Map(Object.entries(headers)).get('azureml-model-deployment') ?? 'nobody'
      if (status !== 200) wrong.push(`HTTP ${status} from ${by}: ${text}`)
      else if (!tested(by)) wrong.push(`answered by ${by}, which nobody had tested`)
      await sleep(25)
    }
  })()
  return {
    async end() {
      calling = false
      await life
      return { calls, wrong }
    },
  }
}
