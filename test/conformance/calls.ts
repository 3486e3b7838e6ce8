/**
 * Counts the requests that a rollout takes, of the action and of Microsoft's Python SDK (what `az ml`
 * stands on) doing the same: register model, code and environment, deploy, try, move the traffic,
 * and, when there was something before, delete that.
 *
 *     node test/conformance/calls.ts
 */
import { join } from 'node:path'
import type { Exchange } from '../simulator/recorder.ts'
import { deployByAction, makeCheckout, runPythonSdk, startRecordedSimulator } from './clients.ts'

/** Reads a container's log, which is asked for by POST; how often depends on how long Azure takes. */
const followsLog = ({ url }: Exchange) => /\/getLogs\?/.test(url)

const kinds = [
  ['Azure ML, writes', isArm((it) => it.method !== 'GET' && !followsLog(it))],
  ['Azure ML, reads', isArm(({ method }) => method === 'GET')],
  ['logs followed', isArm(followsLog)],
  ['Blob Storage', ({ url }) => /^https:\/\/[^/]*\.blob\./.test(url)],
  ['scoring', ({ url }) => /^https:\/\/[^/]*\.inference\./.test(url)],
  ['sign-in', ({ url }) => /^https:\/\/(login\.|[^/]*actions\.githubusercontent)/.test(url)],
] as const satisfies readonly (readonly [string, (exchange: Exchange) => boolean])[]

function isArm(suits: (exchange: Exchange) => boolean) {
  return (exchange: Exchange) => exchange.url.startsWith('https://management.') && suits(exchange)
}

const checkout = await makeCheckout()
const simulator = await startRecordedSimulator()
try {
  const request = join(checkout.folder, 'request.json')
  const file = (model: 'tree' | 'forest') =>
    join(checkout.folder, model === 'tree' ? 'tree.joblib' : 'forest')
  const byAction = (model: 'tree' | 'forest') =>
    deployByAction(simulator, checkout, model, {
      'service-name': 'by-action',
      'model-path': file(model),
    })
  const rollouts = {
    'a new service, by the action': () => byAction('tree'),
    'a new model, by the action': () => byAction('forest'),
    'the same again, by the action': () => byAction('forest'),
    'a new service, by the SDK': () =>
      runPythonSdk(simulator, 'deploy', 'by-sdk', 'blue', file('tree'), request),
    'a new model, by the SDK': () =>
      runPythonSdk(simulator, 'replace', 'by-sdk', 'blue', 'green', file('forest'), request),
  }
  const width = Math.max(...Object.keys(rollouts).map((name) => name.length))
  console.log(['', ...kinds.map(([kind]) => kind)].map(pad).join('  '))
  for (const [name, rollOut] of Object.entries(rollouts)) {
    const from = simulator.exchanges().length
    await rollOut()
    const said = simulator.exchanges().slice(from)
    const counts = kinds.map(([, suits]) => String(said.filter(suits).length))
    console.log([name, ...counts].map(pad).join('  ').trimEnd())
  }

  function pad(text: string, index: number): string {
    return index === 0 ? text.padEnd(width) : text.padStart(kinds[index - 1]?.[0].length ?? 0)
  }
} finally {
  await simulator.stop()
  checkout.remove()
}
