/** A plan is made in one run, approved by somebody, and carried out by another: exactly that, or nothing. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pickled } from '../models/pickled.ts'
import { expectEnding, type Story, story } from './story.ts'

let it: Story

beforeEach(async () => {
  it = await story()
})
afterEach(() => it.end())

const file = 'azureml-deploy.plan.json'
const written = () => JSON.parse(readFileSync(join(it.checkout, file), 'utf8'))
const writes = () =>
  it.simulator.exchanges.filter(
    ({ method, url }) => ['PUT', 'PATCH', 'DELETE'].includes(method) && !/login\./.test(url),
  )
const planned = async (inputs: Readonly<Record<string, string>> = {}) => {
  const run = await it.deploy({ mode: 'plan', ...inputs })
  expect(run.exitCode, run.log).toBe(0)
  return run
}

describe('a plan', () => {
  test('says what would change, for how much, and changes nothing', async () => {
    const run = await planned({ strategy: 'canary' })
    expect(run.outputs).toMatchObject({
      status: 'planned',
      'plan-digest': expect.stringMatching(/^[0-9a-f]{32}-[0-9a-f]{32}$/),
      'deployment-name': expect.stringMatching(/^d-/),
    })
    expect(written()).toEqual({
      digest: run.outputs['plan-digest'],
      plan: {
        service: 'breast-cancer',
        model: { name: 'breast-cancer', digest: run.outputs['model-digest'] },
        deployment: run.outputs['deployment-name'],
        size: { name: 'Standard_D2as_v4', instances: 1, monthly: '70 USD' },
        smoke: ['request 1: {"data": [[13.4, 20.5, 88.6, 556.7]]}'],
        traffic: {
          before: {},
          steps: [{ traffic: { [run.outputs['deployment-name'] ?? '']: 100 }, bakeSeconds: 0 }],
        },
        watch: { maxErrorRate: 1, maxLatencyIncrease: 100, maxMemory: 90, alerts: [] },
        retires: [],
      },
    })
    expect(run.summary).toContain('### Plan')
    expect(run.summary).toContain('70 USD a month')
    expect(writes()).toEqual([])
  })

  test('is the same when nothing has changed, and is nothing to do once it is done', async () => {
    const first = await planned()
    const second = await planned()
    expect(second.outputs['plan-digest']).toBe(first.outputs['plan-digest'])
    await it.deploy()
    expect((await planned()).outputs['status']).toBe('unchanged')
  })

  test('is written where it is asked to be, or says why it cannot', async () => {
    await planned({ 'plan-file': 'approve-me.json' })
    expect(existsSync(join(it.checkout, 'approve-me.json'))).toBe(true)
    const run = await it.deploy({ mode: 'plan', 'plan-file': 'no/such/folder/plan.json' })
    expectEnding(run, {
      status: 'failed',
      phase: '',
      code: 'invalid-input',
      says: /'plan-file' is 'no\/such\/folder\/plan.json', which cannot be written/,
      todo: /Name a file in the checkout/,
    })
  })
})

describe('a plan that was approved', () => {
  test.each(['file', 'digest'])('is carried out, by its %s, and again without harm', async (by) => {
    await it.deploy()
    it.write('model.joblib', pickled('a better model'))
    const plan = await planned()
    const approved = { 'approved-plan': by === 'file' ? file : (plan.outputs['plan-digest'] ?? '') }
    const run = await it.deploy(approved)
    expect(run.outputs, run.log).toMatchObject({
      status: 'deployed',
      'deployment-name': plan.outputs['deployment-name'],
    })
    const again = await it.deploy(approved)
    expect(again.outputs['status'], again.log).toBe('unchanged')
  })

  test('is refused for another model, with every difference', async () => {
    const plan = await planned()
    it.write('model.joblib', pickled('a model that nobody has approved'))
    const run = await it.deploy({ 'approved-plan': file })
    expectEnding(run, {
      status: 'failed',
      phase: 'plan',
      code: 'plan-changed',
      says: new RegExp(
        `what would be deployed is not what was approved.*\\n- model.digest: approved "${plan.outputs['model-digest']}", now "`,
        's',
      ),
      todo: /Nothing was changed/,
    })
    expect(writes()).toEqual([])
  })

  test('is refused when somebody has deployed something else since', async () => {
    await it.deploy()
    it.write('model.joblib', pickled('a better model'))
    await planned()
    it.write('model.joblib', pickled('a model in between'))
    await it.deploy()
    it.write('model.joblib', pickled('a better model'))
    const run = await it.deploy({ 'approved-plan': file })
    expectEnding(run, {
      status: 'failed',
      phase: 'plan',
      code: 'plan-changed',
      says: /the service is no longer as it was when the plan was made.*traffic\.before/s,
      todo: /Make the plan anew/,
    })
  })

  test.each<[string, RegExp]>([
    [
      'no-such.plan.json',
      /expected a file that 'mode: plan' wrote \(is it downloaded in this job\?\)/,
    ],
    ['model.joblib', /which is not a file that 'mode: plan' wrote/],
  ])('%s is refused: it is none', async (given, says) => {
    const run = await it.deploy({ 'approved-plan': given })
    expectEnding(run, {
      status: 'failed',
      phase: 'request',
      code: 'invalid-input',
      says,
      todo: /Correct them/,
    })
  })
})
