/** What a person reads of a run: the summary of the job, whose commands are run as they stand there. */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { administer } from '../caller.ts'
import { pickled } from '../models/pickled.ts'
import { pythonWith, training } from '../python.ts'
import type { ActionRun } from '../runner.ts'
import { type Story, service, story } from './story.ts'

let it: Story
let first: ActionRun
let key = ''

beforeAll(async () => {
  it = await story()
  first = await it.deploy({
    'smoke-request': `{"data": [[1, 2]],\n "note": "it's \\"so\\" $HOME"}`,
  })
  expect(first.outputs['status'], first.log).toBe('deployed')
  const { env, azure } = it.simulator
  const keys = await administer(env, azure, 'POST', `/onlineEndpoints/${service}/listKeys`)
  key = (JSON.parse(keys.text) as { primaryKey: string }).primaryKey
})
afterAll(() => it.end())

/** The first block of code in a language. */
const blockOf = ({ summary }: ActionRun, language: string): string =>
  new RegExp(`^(\`{3,})${language}\\n([\\s\\S]*?)\\n\\1$`, 'm').exec(summary)?.[2] ?? ''

const row = ({ summary }: ActionRun, name: string) =>
  summary.split('\n').find((line) => line.startsWith(`| ${name} |`))

/** Programs by their names, in place of those of the machine. */
function programs(scripts: Readonly<Record<string, string>>): string {
  const folder = join(it.checkout, 'bin')
  mkdirSync(folder, { recursive: true })
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  return folder
}

test.skipIf(process.platform === 'win32')(
  'the commands ask for a key, and send what the smoke test sent',
  async () => {
    const said = (file: string) =>
      readFileSync(join(it.checkout, file), 'utf8').split('\u001e').slice(0, -1)
    const keep = (file: string) => `printf '%s\\036' "$@" >'${join(it.checkout, file)}'`
    const folder = programs({ az: `${keep('az')}\necho '${key}'`, curl: keep('curl') })
    const script = blockOf(first, 'sh')
    const { status, stderr } = spawnSync('sh', ['-eu'], {
      input: script,
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env['PATH']}` },
    })
    expect(status, `${script}\n${stderr}`).toBe(0)
    expect(said('az').join(' ')).toMatch(
      /^ml online-endpoint get-credentials --name breast-cancer --workspace-name ml-prod --resource-group ml .* --query primaryKey --output tsv$/,
    )
    const [uri = '', ...options] = said('curl')
    const body = options[options.indexOf('--data-binary') + 1] ?? ''
    expect(uri).toBe(first.outputs['scoring-uri'])
    expect(options).toContain(`Authorization: Bearer ${key}`)
    expect((await (await it.caller()).send(body)).text).toBe(first.outputs['smoke-response'])
  },
)

test('the Python code gets the answer that the smoke test got', { timeout: 300_000 }, async () => {
  // Microsoft's own client, as far as the code uses it: what it gives is the endpoint's key.
  it.write('sdk/azure/identity/__init__.py', 'class DefaultAzureCredential: ...\n')
  it.write(
    'sdk/azure/ai/ml/__init__.py',
    [
      'class MLClient:',
      '    def __init__(self, credential, *where): self.where = where',
      '    online_endpoints = property(lambda self: self)',
      '    def get_keys(self, name):',
      `        assert (name, self.where[1:]) == (${JSON.stringify(service)}, ("ml", "ml-prod"))`,
      `        return type("Keys", (), {"primary_key": ${JSON.stringify(key)}})`,
    ].join('\n'),
  )
  const { env } = it.simulator
  const python = await pythonWith(training.requirements)
  const child = spawn(python, ['-c', blockOf(first, 'python')], {
    env: {
      ...process.env,
      PYTHONPATH: join(it.checkout, 'sdk'),
      https_proxy: env['HTTPS_PROXY'],
      SSL_CERT_FILE: env['NODE_EXTRA_CA_CERTS'],
    },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
    })
  await new Promise((resolve) => child.once('close', resolve))
  expect(printed.trim()).toBe(first.outputs['smoke-response'])
})

test('what is live stands beside what was, with the steps that led there, and no secret', async () => {
  it.write('model.joblib', pickled('a better model'))
  const run = await it.deploy({
    strategy: 'canary',
    'traffic-steps': '[10, 100]',
    'bake-time': '1s',
    'smoke-expect': '{"status": 200}',
  })
  const { 'deployment-name': now = '', 'previous-deployment': before } = run.outputs
  expect(row(run, '')).toBe('|  | Now | Before |')
  expect(row(run, 'Traffic')).toBe(`| Traffic | ${now} 100 % | ${before} 100 % |`)
  expect(row(run, 'Model')).toBe(
    '| Model | <code>breast-cancer:2</code> | <code>breast-cancer:1</code> |',
  )
  expect(run.summary).toMatch(
    /### Rollout[\s\S]*\| ✅ 10 % \| [\d.]+ s \|[\s\S]*\| ✅ 100 % \| [\d.]+ s \|/,
  )
  const chart = blockOf(run, 'mermaid').split('\n')
  expect(chart.filter((line) => line.includes('section')).map((line) => line.trim())).toEqual([
    'section Decide',
    'section Make',
    'section Roll out',
    'section Finish',
  ])
  const bars = (phase: string) => chart.filter((line) => line.trim().startsWith(`${phase} `))
  expect([bars('bake'), bars('model'), bars('code')].map(({ length }) => length)).toEqual([2, 1, 1])
  for (const secret of [key, it.simulator.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? key])
    expect(first.summary + run.summary + run.outputs['result']).not.toContain(secret)
})

test('a failure begins with cause and remedy, and says what still serves', async () => {
  const before = await it.traffic()
  it.write('model.joblib', pickled('a worse model'))
  const run = await it.deploy({ 'smoke-expect': '{"predict": [7]}' })
  expect(run.outputs['status'], run.log).toBe('smoke-failed')
  expect(run.summary).toMatch(
    /^## ❌ breast-cancer was not deployed: the smoke test failed\n\n> \[!CAUTION\]\n> \*\*smoke-wrong-answer\*\* in phase <code>smoke<\/code>[\s\S]*> \*\*What to do\.\*\*[\s\S]*<summary>Log of the scoring container<\/summary>\n\n```text\nStub server/,
  )
  expect(row(run, 'Deployment')).toBe(
    `| Deployment | <code>${Object.keys(before)[0] ?? ''}</code> |`,
  )
  expect(row(run, '❌ request 1')).toContain('<code>{"predict":&#91;7&#93;}</code>')
  expect(run.summary).not.toContain('### Call it')
})
