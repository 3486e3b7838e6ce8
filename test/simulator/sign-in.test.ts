import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type Client, clientOf } from './client.ts'
import { claimsOf, issuerWith, newSigningKey } from './jwt.ts'
import { type Simulator, startSimulator } from './simulator.ts'

let simulator: Simulator
let client: Client
beforeAll(async () => {
  simulator = await startSimulator({ scoring: 'stub' })
  client = clientOf(simulator)
}, 60_000)
afterAll(async () => {
  client.close()
  await simulator.close()
})

const arm = 'https://management.azure.com/.default'
const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const withAssertion = (assertion: string): Promise<Answer> =>
  client.token(arm, { client_assertion_type: type, client_assertion: assertion })
const refusal = ({ status, body }: Answer) => [status, body.error, body.error_codes]

test('a GitHub token is exchanged for an access token that Resource Manager takes', async () => {
  const { status, body } = await withAssertion(await client.idToken())
  expect(status).toBe(200)
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 4499 })
  expect(claimsOf(body.access_token)).toMatchObject({
    aud: 'https://management.azure.com',
    appid: simulator.azure.clientId,
    tid: simulator.azure.tenantId,
  })
  const headers = { authorization: `Bearer ${body.access_token}` }
  const url = 'https://management.azure.com/subscriptions?api-version=2022-12-01'
  expect((await client.send('GET', url, headers)).status).toBe(200)
})

test('the subject has the form that the repository uses', async () => {
  const { github } = simulator.world
  const subject = async () => claimsOf(await client.idToken())?.['sub']
  expect(await subject()).toBe('repo:contoso/fraud-model:ref:refs/heads/main')
  github.environment = 'prod:eu'
  expect(await subject()).toBe('repo:contoso/fraud-model:environment:prod%3Aeu')
  github.subject = 'immutable'
  expect(await subject()).toBe(
    `repo:contoso@${github.ownerId}/fraud-model@${github.repositoryId}:environment:prod%3Aeu`,
  )
  const refused = await withAssertion(await client.idToken())
  expect(refusal(refused)).toEqual([401, 'invalid_client', [700213]])
  expect(refused.body.error_description).toContain(
    "AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:contoso@",
  )
  github.environment = undefined
  github.subject = 'classic'
})

test('a subject that differs in case only has its own error', async () => {
  simulator.world.github.ref = 'refs/heads/Main'
  expect(refusal(await withAssertion(await client.idToken()))[2]).toEqual([7002138])
  simulator.world.github.ref = 'refs/heads/main'
})

test('audience, signature and age of the assertion are checked', async () => {
  expect(refusal(await withAssertion(await client.idToken('api://else')))[2]).toEqual([700212])
  const good = await client.idToken()
  const forged = issuerWith(await newSigningKey()).sign(claimsOf(good) ?? {})
  expect(refusal(await withAssertion(forged))[2]).toEqual([700027])
  simulator.clock.advance(6 * 60_000)
  expect(refusal(await withAssertion(good))[2]).toEqual([700024])
})

test('a secret must be right and current, the application and the tenant known', async () => {
  expect((await client.token(arm)).status).toBe(200)
  expect(refusal(await client.token(arm, { client_secret: 'x' }))).toEqual([
    401,
    'invalid_client',
    [7000215],
  ])
  expect(refusal(await client.token(arm, { client_id: 'x' }))).toEqual([
    400,
    'unauthorized_client',
    [700016],
  ])
  expect(refusal(await client.token('https://example.com/.default'))[2]).toEqual([500011])
  const url = 'https://login.microsoftonline.com/nowhere.onmicrosoft.com/oauth2/v2.0/token'
  expect(refusal(await client.send('POST', url))[2]).toEqual([90002])
  const [secret] = simulator.world.application.secrets
  const { expires } = secret ?? { expires: '' }
  Object.assign(secret ?? {}, { expires: '2020-01-01T00:00:00Z' })
  expect(refusal(await client.token(arm))).toEqual([401, 'invalid_client', [7000222]])
  Object.assign(secret ?? {}, { expires })
})

test('the job must prove itself to the token host', async () => {
  const url = `${simulator.env['ACTIONS_ID_TOKEN_REQUEST_URL']}&audience=x`
  expect((await client.send('GET', url, { authorization: 'bearer x' })).status).toBe(401)
})

test('Resource Manager refuses no token, a foreign one, one for something else and an old one', async () => {
  const url = 'https://management.azure.com/subscriptions?api-version=2022-12-01'
  const code = async (token?: string) => {
    const answer = await client.send('GET', url, token ? { authorization: `Bearer ${token}` } : {})
    return [answer.status, answer.body.error.code]
  }
  const issued = async (scope: string) => (await client.token(scope)).body.access_token
  expect(await code()).toEqual([401, 'AuthenticationFailed'])
  expect(await code(await client.idToken())).toEqual([401, 'InvalidAuthenticationToken'])
  expect(await code(await issued('https://storage.azure.com/.default'))).toEqual([
    401,
    'InvalidAuthenticationTokenAudience',
  ])
  const old = await issued(arm)
  simulator.clock.advance(2 * 3_600_000)
  expect(await code(old)).toEqual([401, 'ExpiredAuthenticationToken'])
})

test('every cloud answers under its own names, with its own audience', async () => {
  for (const [login, manager, audience] of [
    ['login.microsoftonline.us', 'management.usgovcloudapi.net', 'api://AzureADTokenExchangeUSGov'],
    ['login.chinacloudapi.cn', 'management.chinacloudapi.cn', 'api://AzureADTokenExchangeChina'],
  ] as const) {
    const { tenantId, clientId } = simulator.azure
    const form = new URLSearchParams({
      client_id: clientId,
      grant_type: 'client_credentials',
      scope: `https://${manager}/.default`,
      client_assertion_type: type,
      client_assertion: await client.idToken(audience),
    })
    const token = await client.send(
      'POST',
      `https://${login}/${tenantId}/oauth2/v2.0/token`,
      {},
      form.toString(),
    )
    const headers = { authorization: `Bearer ${token.body.access_token}` }
    const url = `https://${manager}/subscriptions?api-version=2022-12-01`
    expect((await client.send('GET', url, headers)).status).toBe(200)
  }
})
