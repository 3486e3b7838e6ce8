import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ActionError } from '../../src/errors.ts'
import { inspectModel } from '../../src/model/model.ts'
import { identify } from '../../src/plan/framework.ts'
import { prepareService } from '../../src/serving/service.ts'

const kept = join(import.meta.dirname, '../models/kept')
const never = new AbortController().signal
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'built-in-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const copy = (model: string, name = 'model'): string => {
  cpSync(join(kept, model), join(folder, name), { recursive: true })
  return join(folder, name)
}
const inspect = (path: string, unpack = true) =>
  inspectModel(path, { scratch: folder, unpack, signal: never })

async function serve(path: string, kind: 'no-code' | 'mlflow-no-code') {
  const model = await inspect(path)
  const asked = { source: { kind: 'local', path }, name: 'm', scan: 'error', tags: {} } as const
  return prepareService({ kind }, model, identify(asked, model), false, never)
}

async function refusal(...args: Parameters<typeof serve>): Promise<ActionError> {
  const error = await serve(...args).catch((error: unknown) => error)
  if (error instanceof ActionError) return error
  throw new Error('it was not refused')
}

describe('a Triton repository', () => {
  test('is registered by itself and as Azure’s samples name it, wherever it lies', async () => {
    const bare = await inspect(copy('triton-2.73.0/batched', 'repository'))
    const below = copy('triton-2.73.0/batched', 'wrapped/models')
    writeFileSync(join(folder, 'wrapped/sample-request.json'), '{}')
    expect(bare).toMatchObject({
      mount: 'models',
      type: 'triton_model',
      reading: { description: { path: '', models: ['doubling'] } },
    })
    expect(bare.content.files.map(({ path }) => path)).toEqual([
      'doubling/1/model.onnx',
      'doubling/2/model.onnx',
      'doubling/config.pbtxt',
    ])
    const wrapped = await inspect(join(below, '..'))
    expect(wrapped.digest).toBe(bare.digest)
    expect(wrapped.content.files.map(({ path }) => path)).toEqual(
      bare.content.files.map(({ path }) => path),
    )
  })

  test('is left as it was given to the user’s own code', async () => {
    const model = await inspect(copy('triton-2.73.0/azure-layout'), false)
    expect(model).toMatchObject({ mount: 'model', type: 'triton_model' })
    expect(model.content.files.map(({ path }) => path)).toEqual(['models/doubling/1/model.onnx'])
  })

  test('is served by Azure alone', async () => {
    expect(await serve(copy('triton-2.73.0/several'), 'no-code')).toEqual({
      kind: 'built-in',
      server: 'triton',
      notes: [expect.stringMatching(/Azure's own Triton serves again, doubling, without script/)],
      warnings: [],
    })
  })

  test('says that it needs a GPU where its configuration or its backend does', async () => {
    const path = copy('triton-2.73.0/azure-layout')
    const config = join(path, 'models/doubling/config.pbtxt')
    writeFileSync(config, 'instance_group [ { kind: KIND_CPU }, { kind: KIND_GPU gpus: [0] } ]')
    expect(await serve(path, 'no-code')).toMatchObject({
      gpu: "the config.pbtxt of 'doubling' asks for one (instance_group, KIND_GPU)",
    })
    writeFileSync(config, 'instance_group { kind: KIND_AUTO }')
    expect(await serve(path, 'no-code')).not.toHaveProperty('gpu')
    mkdirSync(join(path, 'models/fast/1'), { recursive: true })
    writeFileSync(join(path, 'models/fast/1/model.plan'), 'engine')
    expect(await serve(path, 'no-code')).toMatchObject({
      gpu: expect.stringMatching(/TensorRT, which runs 'fast'/),
    })
  })

  test('with a folder that is no model would not start', async () => {
    const path = copy('triton-2.73.0/batched')
    mkdirSync(join(path, 'ensemble'))
    writeFileSync(join(path, 'ensemble/config.pbtxt'), 'platform: "ensemble"')
    writeFileSync(join(path, 'README.md'), 'no folder')
    const { code, message, failure } = await refusal(path, 'no-code')
    expect([code, message]).toEqual([
      'model-unreadable',
      expect.stringMatching(/would take 'ensemble' in the repository for a model and not start/),
    ])
    expect(failure.hint).toMatch(/An ensemble has an empty one/)
  })
})

describe('MLflow, left to Azure', () => {
  const mend = (path: string) =>
    writeFileSync(
      join(path, 'conda.yaml'),
      'dependencies: [python=3.11, {pip: [mlflow<3, azureml-ai-monitoring, "azureml-inference-server-http>=1.4"]}]',
    )

  test('is served in the environment of its conda.yaml', async () => {
    const path = copy('mlflow-2.22.5/sklearn-signature')
    mend(path)
    expect(await serve(path, 'mlflow-no-code')).toMatchObject({
      kind: 'built-in',
      server: 'mlflow',
      warnings: [],
    })
    expect(await serve(path, 'no-code')).toMatchObject({ kind: 'scripted' })
  })

  test('is refused with everything that would break, all at once', async () => {
    const { code, message, failure } = await refusal(
      copy('mlflow-2.22.5/sklearn-signature'),
      'mlflow-no-code',
    )
    expect(code).toBe('framework-unsupported')
    expect(message).toMatch(
      /2 things to change:\n- conda.yaml lacks azureml-ai-monitoring.*\n- conda.yaml lacks azureml-inf/,
    )
    expect(failure.problems).toHaveLength(2)
    expect(failure.hint).toMatch(/Nothing was uploaded/)
  })

  test('names the broken conda.yaml', async () => {
    const path = copy('mlflow-2.22.5/sklearn-signature')
    writeFileSync(join(path, 'conda.yaml'), 'dependencies: [')
    expect((await refusal(path, 'mlflow-no-code')).message).toMatch(/conda\.yaml/)
  })

  test('is for MLflow models, in their own folder', async () => {
    expect(
      await refusal(join(kept, 'lightgbm-4.7.0/two-classes/model.txt'), 'mlflow-no-code'),
    ).toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(
        /'mlflow-no-code' is for MLflow models, and 'model.txt' holds /,
      ),
    })
    copy('mlflow-2.22.5/sklearn-signature', 'outer/inner')
    expect((await refusal(join(folder, 'outer'), 'mlflow-no-code')).message).toMatch(
      /the MLmodel file lies in 'inner' below it/,
    )
  })
})
