import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ExampleCall, literal, quoted, toCurl, toPython } from '../../src/plan/exampleCall.ts'
import { pythonWith, runPython, training } from '../python.ts'

const call: ExampleCall = {
  uri: 'https://fraud.eastus2.inference.ml.azure.com/score',
  service: 'fraud',
  authMode: 'Key',
  where: {
    cloud: 'public',
    subscriptionId: '1111',
    resourceGroup: "team's (ml)",
    workspace: 'ml-prod',
  },
  audience: 'https://ml.azure.com',
  body: '{"data": [["it\'s"]]}',
}

/** JSON that is hard to quote, and short enough for a command line. */
const bodies = fc.sample(
  fc.oneof(
    fc.json({ maxDepth: 2 }),
    fc.string({ unit: 'binary', maxLength: 40 }).map((text) => JSON.stringify(text)),
    fc.constantFrom(
      "'",
      "''\\'\n",
      '{"a":\n "it\'s $HOME `id` !x \\\\ \\n é €"}',
      '"\u007f\u0085\u2028"',
    ),
  ),
  120,
)

describe('what a caller copies', () => {
  test.skipIf(process.platform === 'win32')('is one word of a shell, whatever is in it', () => {
    const script = bodies.map((text) => `printf '%s\\n\\036' ${quoted(text)}`).join('\n')
    const { stdout, stderr } = spawnSync('sh', { input: script, encoding: 'utf8' })
    expect(stdout.split('\n\u001e').slice(0, -1), stderr).toEqual(bodies)
  })

  test('is one string of Python, whatever is in it', { timeout: 300_000 }, async () => {
    const python = await pythonWith(training.requirements)
    const said = await runPython(
      python,
      '-c',
      `import json\nprint(json.dumps([${bodies.map(literal).join(', ')}]))`,
    )
    expect(JSON.parse(said)).toEqual(bodies)
  })

  test('has the key of an endpoint with keys by the Azure CLI', () => {
    expect(toCurl(call)).toBe(
      [
        'token=$(az ml online-endpoint get-credentials --name fraud \\',
        "  --workspace-name ml-prod --resource-group 'team'\\''s (ml)' \\",
        '  --subscription 1111 \\',
        '  --query primaryKey --output tsv)',
        'curl https://fraud.eastus2.inference.ml.azure.com/score \\',
        '  --header "Authorization: Bearer $token" \\',
        "  --header 'Content-Type: application/json' \\",
        `  --data-binary '{"data": [["it'\\''s"]]}'`,
      ].join('\n'),
    )
    expect(toPython(call)).toContain('token = keys.primary_key')
    expect(toCurl({ ...call, authMode: 'AMLToken' })).toContain('--query accessToken --output tsv')
    expect(toPython({ ...call, authMode: 'AMLToken' })).toContain('token = keys.access_token')
  })

  test('asks Microsoft Entra ID where callers have to, in every cloud', () => {
    const entra = { ...call, authMode: 'AADToken' } as const
    expect(toCurl(entra)).toContain(
      'az account get-access-token --resource https://ml.azure.com --subscription 1111',
    )
    expect(toPython(entra)).toContain('credential.get_token("https://ml.azure.com/.default").token')
    expect(toPython(entra)).not.toContain('azure.ai')
    const china = { ...entra, where: { ...call.where, cloud: 'china' } } as const
    expect(toCurl({ ...china, audience: 'https://ml.azure.cn' })).toMatch(
      /^az cloud set --name AzureChinaCloud\n.*--resource https:\/\/ml\.azure\.cn/s,
    )
    expect(toPython(china)).toContain('authority=AzureAuthorityHosts.AZURE_CHINA')
    const government = { ...call, where: { ...call.where, cloud: 'usgov' } } as const
    expect(toPython(government)).toContain('cloud="AzureUSGovernment"')
  })

  test('names a file for a body that is not shown, and the deployment that has no traffic', () => {
    const { body: _, ...long } = { ...call, deployment: 'd-1' }
    expect(toCurl(long)).toContain('--data-binary @request.json')
    expect(toCurl(long)).toContain("--header 'azureml-model-deployment: d-1'")
    expect(toPython(long)).toContain('body = open("request.json", "rb").read()')
    expect(toPython(long)).toContain('"azureml-model-deployment": "d-1"')
  })
})
