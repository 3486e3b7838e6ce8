import { describe, expect, test } from 'vitest'
import { fitContainer, type Weight } from '../../src/plan/container.ts'
import { parseRequest } from '../../src/plan/parse.ts'
import type { GivenContainer } from '../../src/plan/request.ts'
import { filesOf, leastFiles, leastInputs, requestOf } from './factories.ts'

const problemsOf = (inputs: Readonly<Record<string, string>>, files = leastFiles) => {
  const parsed = parseRequest(inputs, files)
  return parsed.ok ? [] : parsed.problems.map(({ message }) => message)
}

describe('a request', () => {
  test('is complete with the least inputs, and says its defaults', () => {
    expect(requestOf()).toMatchObject({
      where: { cloud: 'public', workspace: 'ml-prod' },
      who: { kind: 'oidc' },
      model: { source: { kind: 'local', path: 'model.joblib' }, name: 'breast-cancer' },
      serving: { kind: 'no-code' },
      compute: { cpu: 1, memory: 2, instanceCount: 1 },
      container: { maxConcurrentRequests: 1 },
      smoke: { count: 3 },
      rollout: { keepPrevious: 0, onFailure: 'delete', timeoutMs: 3_600_000 },
    })
  })

  test('shows every mistake at once, each with the value, what is allowed and a suggestion', () => {
    expect(
      problemsOf({
        ...leastInputs,
        framework: 'scikit-lern',
        cpu: 'two',
        memory: '0',
        'service-name': '1-bad_name-',
        'instance-type': 'D2as_v4',
        'modle-path': 'x',
        'auth-mode': 'kee',
      }),
    ).toMatchInlineSnapshot(`
      [
        "'modle-path' is not an input of this action. Did you mean 'model-path'?",
        "'framework' is 'scikit-lern': allowed are scikit-learn, xgboost, lightgbm, catboost, onnx, tensorflow, keras, pytorch, transformers, mlflow, triton, custom. Did you mean 'scikit-learn'?",
        "'service-name' is '1-bad_name-': expected 3 to 32 letters, digits and single dashes, beginning with a letter and ending with a letter or digit",
        "'cpu' is 'two': expected a number of at least 0.01 and at most 416",
        "'memory' is '0': expected GB as a number above 0, such as '2' or '512Mi'",
        "'instance-type' is 'D2as_v4': expected a VM size such as 'Standard_D2as_v4'",
        "'auth-mode' is 'kee': allowed are key, aml_token, aad_token. Did you mean 'key'?",
      ]
    `)
  })

  test('with nothing given names everything that is required', () => {
    expect(problemsOf({}, filesOf({}))).toMatchInlineSnapshot(`
      [
        "'model-path' is required: The trained model: a file or a folder, or \`azureml:name:version\` of a registered one.",
        "'service-name' is required: The online endpoint, created when absent: 3 to 32 letters, digits and single dashes, beginning with a letter and ending with a letter or digit.",
        "'subscription-id' is required: give it, or point 'workspace-config' at the config.json that the Azure ML studio offers for download",
        "'resource-group' is required: give it, or point 'workspace-config' at the config.json that the Azure ML studio offers for download",
        "'workspace' is required: give it, or point 'workspace-config' at the config.json that the Azure ML studio offers for download",
      ]
    `)
  })

  test('whose model is missing has a code of its own when that is all', () => {
    const parsed = parseRequest(leastInputs, filesOf({}))
    expect(parsed).toMatchObject({ ok: false, problems: [{ code: 'model-not-found' }] })
  })

  test('can name a registered model', () => {
    const model = (path: string) => requestOf({ 'model-path': path }).model
    expect(model('azureml:churn:7')).toMatchObject({
      name: 'churn',
      source: { kind: 'registered', version: '7' },
    })
    expect(model('azureml:churn@latest')).toMatchObject({
      name: 'churn',
      source: { kind: 'registered' },
    })
    expect(
      problemsOf({ ...leastInputs, 'model-path': 'azureml:churn:7', 'model-name': 'other' }),
    ).toEqual([
      "'model-name' is 'other', but 'model-path' names the registered model 'churn': leave 'model-name' out",
    ])
  })

  test.each([
    ['2', 2],
    ['1.5', 1.5],
    ['4GB', 4],
    ['512Mi', 0.5],
    ['2 GiB', 2],
  ])('takes memory %s as %d GB', (given, expected) => {
    expect(requestOf({ memory: given }).compute.memory).toBe(expected)
  })

  test.each([
    ['sklearn', 'scikit-learn'],
    ['ScikitLearn', 'scikit-learn'],
    ['SCIKIT-LEARN', 'scikit-learn'],
  ])('understands the framework %s', (given, expected) => {
    expect(requestOf({ framework: given }).model.framework).toBe(expected)
  })

  test('keeps as many workers as requests at once, unless told otherwise', () => {
    expect(requestOf({ 'max-concurrent-requests': '4' }).container.environmentVariables).toEqual({
      WORKER_COUNT: '4',
    })
    expect(
      requestOf({
        'max-concurrent-requests': '4',
        'environment-variables': 'WORKER_COUNT: 2\nDEBUG: true',
      }).container.environmentVariables,
    ).toEqual({ WORKER_COUNT: '2', DEBUG: 'true' })
  })

  test('reads probes in seconds or with units, and the readiness probe follows the liveness probe', () => {
    const { container } = requestOf({
      'liveness-probe': 'initial-delay: 500ms\nfailure-threshold: 3',
      'readiness-probe': '{"period": "2m"}',
    })
    const { livenessProbe, readinessProbe } = fitContainer(container, { bytes: 1 })
    expect(livenessProbe).toMatchObject({
      initialDelayMs: 500,
      periodMs: 10_000,
      failureThreshold: 3,
    })
    expect(readinessProbe).toMatchObject({
      initialDelayMs: 500,
      periodMs: 120_000,
      failureThreshold: 3,
    })
  })
})

describe('a container', () => {
  const given = requestOf().container
  /** How long a container may take to start, in seconds. */
  const patience = (weight: Weight) => {
    const { initialDelayMs, periodMs, failureThreshold } = fitContainer(given, weight).livenessProbe
    return (initialDelayMs + periodMs * failureThreshold) / 1000
  }

  test('is waited for as Azure does, and longer when its framework or its size need it', () => {
    expect(patience({ framework: 'scikit-learn', bytes: 1e6 })).toBe(310)
    expect(patience({ framework: 'scikit-learn', bytes: 10e9 })).toBeGreaterThan(1500)
    expect(patience({ framework: 'tensorflow', bytes: 5e9 })).toBeGreaterThan(
      patience({ framework: 'scikit-learn', bytes: 5e9 }),
    )
  })

  test('may take longer to answer when it generates text, unless told otherwise', () => {
    const timeout = (container: GivenContainer, weight: Weight) =>
      fitContainer(container, weight).requestTimeoutMs
    expect(timeout(given, { framework: 'scikit-learn', bytes: 1 })).toBe(60_000)
    expect(timeout(given, { framework: 'transformers', bytes: 1 })).toBe(180_000)
    const asked = requestOf({ 'request-timeout': '5' }).container
    expect(timeout(asked, { framework: 'transformers', bytes: 1 })).toBe(5_000)
  })
})

describe('a check', () => {
  const { 'model-path': path, 'service-name': name } = leastInputs

  test('needs nothing of Azure', () => {
    const parsed = parseRequest(
      { mode: 'check', 'model-path': path, 'service-name': name },
      leastFiles,
    )
    expect(parsed).toMatchObject({ ok: true, asked: { mode: 'check' } })
  })

  test('needs the files of the model', () => {
    const registered = { mode: 'check', 'model-path': 'azureml:churn:7', 'service-name': name }
    expect(problemsOf(registered)).toEqual([expect.stringContaining('needs the model')])
  })
})

describe('where', () => {
  const config = JSON.stringify({
    subscription_id: leastInputs['subscription-id'],
    resource_group: 'from-file',
    workspace_name: 'from-file',
  })
  const { 'subscription-id': _, 'resource-group': __, workspace: ___, ...nowhere } = leastInputs

  test('comes from the config.json of the studio, found by itself', () => {
    for (const path of ['config.json', '.azureml/config.json']) {
      const files = filesOf({ 'model.joblib': '', [path]: config })
      const parsed = parseRequest(nowhere, files)
      expect(parsed).toMatchObject({ asked: { request: { where: { workspace: 'from-file' } } } })
    }
  })

  test('an input wins over the file', () => {
    const files = filesOf({ 'model.joblib': '', 'config.json': config })
    const parsed = parseRequest({ ...nowhere, workspace: 'mine' }, files)
    expect(parsed).toMatchObject({
      asked: { request: { where: { workspace: 'mine', resourceGroup: 'from-file' } } },
    })
  })

  test('a named file must exist', () => {
    expect(problemsOf({ ...leastInputs, 'workspace-config': 'ml/config.json' })).toEqual([
      "'workspace-config' is 'ml/config.json': no such file in the checkout",
    ])
  })
})

describe('who', () => {
  const { 'client-id': clientId, 'tenant-id': tenantId, ...nobody } = leastInputs
  const whoOf = (inputs: Readonly<Record<string, string>>) => {
    const parsed = parseRequest({ ...nobody, ...inputs }, leastFiles)
    return parsed.ok && parsed.asked.mode === 'deploy'
      ? parsed.asked.request.who
      : !parsed.ok && parsed.problems.map(({ message }) => message)
  }

  test('ids alone sign in by OIDC, with a secret by secret, none by what the machine has', () => {
    expect(whoOf({ 'client-id': clientId, 'tenant-id': tenantId })).toEqual({
      kind: 'oidc',
      clientId,
      tenantId,
    })
    expect(whoOf({ 'client-id': clientId, 'tenant-id': tenantId, 'client-secret': 's' })).toEqual({
      kind: 'secret',
      clientId,
      tenantId,
      clientSecret: 's',
    })
    expect(whoOf({})).toEqual({ kind: 'machine' })
  })

  test('credentials are understood, and never shown when they are not', () => {
    const credentials = JSON.stringify({ clientId, clientSecret: 's3cret', tenantId })
    expect(whoOf({ credentials })).toMatchObject({ kind: 'secret', clientSecret: 's3cret' })
    const [problem] = whoOf({ credentials: 's3cret' }) as string[]
    expect(problem).toContain(
      "'credentials' is not the JSON of 'az ad sp create-for-rbac --json-auth'",
    )
    expect(problem).not.toContain('s3cret')
  })

  test('half an identity is a mistake', () => {
    expect(whoOf({ 'client-id': clientId })).toEqual(["'tenant-id' is required with 'client-id'"])
    expect(whoOf({ 'client-secret': 's', 'tenant-id': tenantId })).toEqual([
      "'client-id' is required with 'client-secret'",
    ])
  })
})

describe('own code', () => {
  const files = filesOf({
    'model.joblib': '',
    'service/score.py': '',
    'service/lib/util.py': '',
    'conda.yml': '',
  })
  const servingOf = (inputs: Readonly<Record<string, string>>) => {
    const parsed = parseRequest({ ...leastInputs, ...inputs }, files)
    if (!parsed.ok) return parsed.problems.map(({ message }) => message)
    return parsed.asked.mode === 'deploy' ? parsed.asked.request.serving : undefined
  }

  test('the folder is the entry script’s own, or the one that is named; the script is found from either', () => {
    const expected = { kind: 'code', sourceDirectory: 'service', entryScript: 'score.py' }
    const environment = { 'conda-file': 'conda.yml' }
    expect(servingOf({ 'entry-script': './service/score.py', ...environment })).toMatchObject(
      expected,
    )
    expect(
      servingOf({ 'entry-script': 'score.py', 'source-directory': 'service/', ...environment }),
    ).toMatchObject(expected)
    expect(
      servingOf({
        'entry-script': 'service/score.py',
        'source-directory': 'service',
        ...environment,
      }),
    ).toMatchObject(expected)
  })

  test.each([
    ['my-env:3', { kind: 'registered', name: 'my-env', version: '3' }],
    ['azureml:my-env:3', { kind: 'registered', name: 'my-env', version: '3' }],
    ['azureml:my-env@latest', { kind: 'registered', name: 'my-env' }],
    ['azureml://registries/azureml/environments/sklearn-1.5/versions/7', { kind: 'id' }],
    [
      '/subscriptions/s/resourceGroups/g/providers/x/workspaces/w/environments/e/versions/1',
      { kind: 'id' },
    ],
    ['mcr.microsoft.com/azureml/minimal-py312-inference:latest', { kind: 'image' }],
    ['contoso.azurecr.io/team/serve@sha256:0123abcd', { kind: 'image' }],
  ])('understands the environment %s', (environment, expected) => {
    expect(servingOf({ 'entry-script': 'service/score.py', environment })).toMatchObject({
      environment: expected,
    })
  })

  test('contradictions are mistakes', () => {
    expect(servingOf({ 'entry-script': 'service/score.py' })).toEqual([
      "'entry-script' needs an environment: give a 'conda-file', or an 'environment' (registered, by id, or an image)",
    ])
    expect(
      servingOf({
        'entry-script': 'service/score.py',
        'conda-file': 'conda.yml',
        environment: 'env:1',
      }),
    ).toEqual([
      "'environment' is 'env:1', which is complete as registered: leave 'conda-file' out, or name an image to install it on",
    ])
    expect(servingOf({ 'conda-file': 'conda.yml' })).toEqual([
      "'conda-file' needs 'entry-script': without one, the scoring script and its environment are generated",
    ])
    expect(servingOf({ 'entry-script': 'nowhere.py', 'conda-file': 'nope.yml' })).toEqual([
      "'entry-script' is 'nowhere.py': no such file in the checkout",
      "'conda-file' is 'nope.yml': no such file in the checkout",
    ])
  })
})

describe('the config file', () => {
  test('gives what the workflow does not, and the workflow wins', () => {
    const files = filesOf({
      'model.joblib': '',
      'azureml-deploy.yml': 'cpu: 4\nmemory: 8\nenvironment-variables:\n  A: 1\n',
    })
    const request = requestOf({ cpu: '2' }, files)
    expect(request.compute).toMatchObject({ cpu: 2, memory: 8 })
    expect(request.container.environmentVariables).toEqual({ A: '1' })
  })

  test('keeps versions and other texts as they were written', () => {
    const files = filesOf({
      'model.joblib': '',
      'azureml-deploy.yml': 'revision: 1.10\nenvironment-variables: {A: 007, B: 1.10, C: true}\n',
    })
    const request = requestOf({}, files)
    expect(request.rollout.revision).toBe('1.10')
    expect(request.container.environmentVariables).toEqual({ A: '007', B: '1.10', C: 'true' })
    expect(
      requestOf({ 'environment-variables': 'A: 1.10' }).container.environmentVariables,
    ).toEqual({ A: '1.10' })
  })

  test('a mistake in it is named with file and line', () => {
    const files = filesOf({
      'model.joblib': '',
      'deploy.yml':
        '# how it is deployed\ncpu: 4\nmemroy: 8\ninstance-count: many\nclient-secret: x\n',
    })
    const parsed = parseRequest({ ...leastInputs, 'config-file': 'deploy.yml' }, files)
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([
      {
        message: "'memroy' is not an input of this action. Did you mean 'memory'?",
        place: { file: 'deploy.yml', line: 3 },
      },
      {
        message: expect.stringContaining("'client-secret' is a secret"),
        place: { file: 'deploy.yml', line: 5 },
      },
      {
        message: expect.stringContaining("'instance-count' is 'many'"),
        place: { file: 'deploy.yml', line: 4 },
      },
    ])
  })

  test('broken YAML is one mistake with its line', () => {
    const files = filesOf({ 'model.joblib': '', 'azureml-deploy.yml': 'cpu: 1\nmemory: [1\n' })
    const parsed = parseRequest(leastInputs, files)
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([
      {
        message: expect.stringContaining('azureml-deploy.yml is not valid YAML'),
        place: { line: 3 },
      },
    ])
  })
})
