/** `npm run simulator`: starts everything, says so in one line of JSON, and runs until it is told to stop. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Fault } from './faults.ts'
import { startSimulator } from './simulator.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    record: { type: 'string' },
    'time-scale': { type: 'string', default: '0' },
    scoring: { type: 'string', default: 'python' },
    faults: { type: 'string' },
    state: { type: 'string' },
  },
})

const simulator = await startSimulator({
  port: Number(values.port),
  timeScale: Number(values['time-scale']),
  scoring: values.scoring === 'stub' ? 'stub' : 'python',
  ...(values.record === undefined ? {} : { recordFile: values.record }),
  ...(values.state === undefined ? {} : { stateDirectory: values.state }),
  ...(values.faults === undefined
    ? {}
    : { faults: JSON.parse(readFileSync(values.faults, 'utf8')) as Fault[] }),
})

const { proxy, env, azure } = simulator
process.stdout.write(`${JSON.stringify({ ready: true, proxy, env, azure })}\n`)

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    await simulator.close()
    process.exit(0)
  })
}
