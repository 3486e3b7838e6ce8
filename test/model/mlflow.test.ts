import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Reading } from '../../src/model/format.ts'
import { mlflowFormat } from '../../src/model/formats/mlflow.ts'
import { type Files, filesIn, filesOf, outcome, survives } from './folder.ts'

const kept = join(import.meta.dirname, '../models/kept')
const cases = readdirSync(kept)
  .filter((folder) => folder.startsWith('mlflow-'))
  .flatMap((folder) =>
    readdirSync(join(kept, folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name.slice(0, -'.json'.length))),
  )

/** A small MLmodel folder: what is given replaces files, undefined removes one. */
function made(changes: Readonly<Record<string, string | undefined>> = {}): Files {
  const files = {
    MLmodel: mlmodel(),
    'model.pkl': 'not looked at',
    'conda.yaml': 'dependencies:\n- python=3.11.7\n- pip:\n  - mlflow==2.22.5\n',
    ...changes,
  }
  return filesOf(
    Object.fromEntries(
      Object.entries(files).flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])),
    ),
  )
}

/** An MLmodel file; the lines are added to what `python_function` says. */
const mlmodel = (lines: readonly string[] = [], signature = '') => `flavors:
  python_function:
    loader_module: mlflow.sklearn
    model_path: model.pkl
    python_version: 3.11.7
${lines.map((line) => `    ${line}\n`).join('')}mlflow_version: 2.22.5
${signature}`

async function read(files: Files, root?: string): Promise<Reading> {
  const found = await outcome(mlflowFormat, files, root)
  if (typeof found !== 'object') throw new Error(found ?? 'another format')
  return found
}

describe('what MLflow saved', () => {
  test('there are several versions of it', () => {
    expect(cases.length).toBeGreaterThanOrEqual(10)
  })

  test.each(cases)('%s gives its facts away', async (name) => {
    const { facts } = JSON.parse(readFileSync(join(kept, `${name}.json`), 'utf8'))
    const { description, findings } = await read(filesIn(join(kept, name)))
    const { example, ...others } = facts
    expect(description).toMatchObject(others)
    expect(findings).toEqual([])
    expect(description.example && JSON.parse(description.example)).toEqual(example)
  })

  test.each(cases)('%s is read or refused, however it is damaged', async (name) => {
    await survives(mlflowFormat, filesIn(join(kept, name)))
  })
})

describe('a signature', () => {
  const inputOf = async (inputs: string) => {
    const files = made({ MLmodel: mlmodel([], `signature:\n  inputs: '${inputs}'\n`) })
    return (await read(files)).description.input
  }
  const outputOf = async (outputs: string) => {
    const files = made({ MLmodel: mlmodel([], `signature:\n  outputs: '${outputs}'\n`) })
    return (await read(files)).description.output
  }

  test('of named tensors', async () => {
    const spec = (name: string, dtype: string, shape: string) =>
      `{"name": "${name}", "type": "tensor", "tensor-spec": {"dtype": "${dtype}", "shape": ${shape}}}`
    expect(
      await inputOf(`[${spec('a', 'float32', '[-1, 2]')}, ${spec('b', 'str', '[-1]')}]`),
    ).toEqual({
      kind: 'tensors',
      tensors: [
        { name: 'a', type: 'float32', shape: [null, 2] },
        { name: 'b', type: 'string', shape: [null] },
      ],
    })
    expect(await inputOf(`[${spec('a', 'datetime64', '[-1]')}]`)).toEqual({ kind: 'unknown' })
  })

  test.each(['array', 'object', 'map', 'any', 'binary', 'sparkml_vector'])(
    'with a column that is %s is unknown',
    async (type) => {
      expect(await inputOf(`[{"type": "${type}", "name": "a"}]`)).toEqual({ kind: 'unknown' })
    },
  )

  test.each([
    ['[{"type": "double"}]', { kind: 'numbers' }],
    ['[{"type": "string"}]', { kind: 'classes', probabilities: false }],
    ['[{"type": "long", "name": "target"}]', { kind: 'unknown' }],
    [
      '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 3]}}]',
      { kind: 'numbers', width: 3 },
    ],
    [
      '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [2, 3]}}]',
      { kind: 'tensors', tensors: [{ name: '', type: 'float64', shape: [2, 3] }] },
    ],
  ])('that answers %s', async (outputs, expected) => {
    expect(await outputOf(outputs)).toEqual(expected)
  })
})

describe('an example from before MLflow 2.16', () => {
  const exampleOf = async (info: string, example: string) => {
    const MLmodel = mlmodel(
      [],
      `saved_input_example_info:\n  artifact_path: input_example.json\n${info}`,
    )
    return (await read(made({ MLmodel, 'input_example.json': example }))).description.example
  }

  test('is wrapped when it is a table', async () => {
    const info = '  pandas_orient: split\n  type: dataframe\n'
    expect(await exampleOf(info, '{"data": [[1.0]]}')).toBe(
      '{"dataframe_split": {"data": [[1.0]]}}',
    )
  })

  test('is sent as it is when it is an array', async () => {
    expect(await exampleOf('  type: ndarray\n', '{"inputs": [[1.0]]}')).toBe('{"inputs": [[1.0]]}')
  })

  test('is left out when it is something else, or damaged', async () => {
    expect(await exampleOf('  type: json_object\n', '{"messages": []}')).toBe(undefined)
    expect(await exampleOf('  type: ndarray\n', '{"messages": []}')).toBe(undefined)
    expect(await exampleOf('  type: ndarray\n', '{"inputs": [')).toBe(undefined)
  })
})

describe('code that loading runs', () => {
  const found = async (files: Files, root?: string) =>
    (await read(files, root)).findings.map(({ verdict, what, file }) => [verdict, what, file])

  test('in the code folder is listed', async () => {
    const files = made({
      MLmodel: mlmodel(['code: code']),
      'code/mine/model.py': '',
      'code/table.csv': '',
    })
    expect(await found(files, 'model/')).toEqual([
      ['unknown', 'code/mine/model.py', 'model/code/mine/model.py'],
    ])
  })

  test("in a loader that is not MLflow's is listed", async () => {
    const MLmodel = mlmodel().replace('mlflow.sklearn', 'os')
    expect(await found(made({ MLmodel }))).toEqual([['unknown', 'os', 'MLmodel']])
  })

  test('in a script that makes the model is listed', async () => {
    const files = made({ MLmodel: mlmodel(['model_code_path: make.py']) })
    expect(await found(files)).toEqual([['unknown', 'make.py', 'MLmodel']])
  })
})

describe('is unreadable', () => {
  const deep = `${'['.repeat(200)}${']'.repeat(200)}`
  const laughs = Array.from(
    { length: 12 },
    (_, row) =>
      `a${row}: &a${row} [${
        row === 0
          ? 'x'
          : Array(9)
              .fill(`*a${row - 1}`)
              .join(',')
      }]`,
  ).join('\n')
  const aliases = `${Array.from({ length: 200 }, (_, row) => `a${row}: &a${row} x\nb${row}: *a${row}`).join('\n')}`
  test.each([
    [
      'a file that MLmodel names and the folder does not hold',
      made({ 'model.pkl': undefined }),
      /'model\.pkl', which is not there/,
    ],
    [
      'a path out of the folder',
      made({ MLmodel: mlmodel(['code: ../../etc']) }),
      /'\.\.\/\.\.\/etc', which is not there/,
    ],
    ['what is no YAML', made({ MLmodel: 'a: b: c' }), /^is no YAML: /],
    ['nesting without end', made({ MLmodel: '['.repeat(100_000) }), /nested too deeply/],
    ['nesting beyond reason', made({ MLmodel: `a: ${deep}` }), /nested too deeply/],
    ['lists of lists of one list', made({ MLmodel: laughs }), /^is no YAML: .*alias/],
    ['too many aliases', made({ MLmodel: aliases }), /more than 100 aliases/],
    ['a list that holds itself', made({ MLmodel: 'a: &a [*a]' }), /nested too deeply/],
    ['megabytes of it', made({ MLmodel: '#'.repeat(3 << 20) }), /more than a configuration/],
    [
      'a signature that is no JSON',
      made({ MLmodel: mlmodel([], "signature:\n  inputs: '[{'\n") }),
      /^is no JSON: /,
    ],
  ])('%s', async (_, files, message) => {
    expect(await outcome(mlflowFormat, files)).toEqual(expect.stringMatching(message))
  })
})

test('without a flavor that MLflow could serve, it needs code', async () => {
  const { description } = await read(
    made({ MLmodel: 'flavors:\n  spark:\n    pyspark_version: 3.5.1\n' }),
  )
  expect(description).toMatchObject({
    holds: 'MLflow model: Spark 3.5.1',
    needsCode: { reason: expect.stringContaining('python_function') },
  })
})
