import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, clientOf } from './client.ts'
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

const call = (method: string, path: string, body?: object, token = simulator.env['GITHUB_TOKEN']) =>
  client.send(
    method,
    `https://api.github.com/repos/${simulator.env['GITHUB_REPOSITORY']}${path}`,
    { authorization: `Bearer ${token}` },
    body && JSON.stringify(body),
  )

test('a deployment is reported, then its states', async () => {
  const made = await call('POST', '/deployments', { ref: 'main', environment: 'prod' })
  expect([made.status, made.body.environment]).toEqual([201, 'prod'])
  const path = `/deployments/${made.body.id}/statuses`
  await call('POST', path, { state: 'in_progress' })
  await call('POST', path, { state: 'success', environment_url: 'https://x/score' })
  expect((await call('GET', path)).body).toMatchObject([
    { state: 'success' },
    { state: 'in_progress' },
  ])
  expect((await call('GET', '/deployments?environment=prod')).body).toHaveLength(1)
  expect((await call('GET', '/deployments?environment=dev')).body).toHaveLength(0)
})

test('a comment is written once and rewritten', async () => {
  const { body } = await call('POST', '/issues/7/comments', { body: 'deploying' })
  await call('PATCH', `/issues/comments/${body.id}`, { body: 'deployed' })
  expect((await call('GET', '/issues/7/comments')).body).toMatchObject([{ body: 'deployed' }])
})

test('without the job’s token nothing is done', async () => {
  expect((await call('GET', '/deployments', undefined, 'x')).status).toBe(401)
})
