import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, clientOf } from './client.ts'
import { type Simulator, startSimulator } from './simulator.ts'

let simulator: Simulator
let client: Client
beforeAll(async () => {
  simulator = await startSimulator({ scoring: 'stub' })
  client = clientOf(simulator)
  const content = Buffer.from('a trained model').toString('base64')
  simulator.world.github.releases.push({
    tag: 'v1.2.0',
    assets: [{ id: 7, name: 'model.joblib', content }],
  })
}, 60_000)
afterAll(async () => {
  client.close()
  await simulator.close()
})

const home = () => `https://api.github.com/repos/${simulator.env['GITHUB_REPOSITORY']}/releases`
const token = () => ({ authorization: `Bearer ${simulator.env['GITHUB_TOKEN']}` })
const binary = { accept: 'application/octet-stream' }

test('a release is found by its tag, and its file at another address that wants no token', async () => {
  const release = await client.send('GET', `${home()}/tags/v1.2.0`, token())
  expect(release.body).toMatchObject({
    tag_name: 'v1.2.0',
    assets: [{ name: 'model.joblib', size: 15, url: `${home()}/assets/7` }],
  })
  const asset = await client.send('GET', `${home()}/assets/7`, { ...token(), ...binary })
  const location = String(asset.headers['location'])
  expect(asset.status).toBe(302)
  expect((await client.send('GET', location)).body).toBe('a trained model')
  expect((await client.send('GET', location, token())).status).toBe(403)
  expect((await client.send('GET', location.replace(/sig=.*/, 'sig=x'))).status).toBe(403)
})

test('a release that is not there, and a token that may not read, get what GitHub answers', async () => {
  expect((await client.send('GET', `${home()}/tags/v9`, token())).status).toBe(404)
  expect((await client.send('GET', `${home()}/tags/v1.2.0`)).status).toBe(401)
  simulator.world.github.permissions.contents = 'none'
  expect((await client.send('GET', `${home()}/tags/v1.2.0`, token())).status).toBe(403)
})
