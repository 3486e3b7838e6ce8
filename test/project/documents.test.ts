/** action.yml, the documents and the schema say what the tables say, and nothing else; what they link to is there. */
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { configSchema, documentFrom, parts } from '../../.github/scripts/documents.ts'
import { outdated } from '../../.github/scripts/generate.ts'
import {
  anchorsOf,
  brokenLinks,
  leadsTo,
  lintLinks,
  readDocuments,
} from '../../.github/scripts/links.ts'
import { replacePart } from '../../.github/scripts/markdown.ts'
import { errorMeanings } from '../../.github/scripts/meanings.ts'
import { root } from '../../.github/scripts/root.ts'
import { lintAction, lintMetadata } from '../../.github/scripts/workflows.ts'
import { catalogue } from '../../src/plan/catalogue.ts'
import { readConfig } from '../../src/plan/config.ts'
import { inputNames, inputs } from '../../src/plan/inputs.ts'
import { outputNames, statuses } from '../../src/plan/result.ts'

const read = (file: string) => readFile(new URL(file, root), 'utf8')

interface Metadata {
  readonly name: string
  readonly inputs: Readonly<Record<string, { description: string; default?: unknown }>>
  readonly outputs: Readonly<Record<string, { description: string }>>
  readonly runs: Readonly<Record<string, string>>
}

interface SchemaNode {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly additionalProperties?: boolean | SchemaNode
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly title?: string
  readonly description?: string
}

const schema = JSON.parse(configSchema()) as SchemaNode

test('the generated files are what would be generated now', () => {
  expect([...outdated().keys()]).toEqual([])
})

describe('action.yml', () => {
  test('has every input and output of the tables, each described, and no default', async () => {
    const action = parse(await read('action.yml')) as Metadata
    expect(Object.keys(action.inputs)).toEqual(inputNames)
    expect(Object.keys(action.outputs)).toEqual(outputNames)
    for (const name of inputNames) {
      expect(action.inputs[name]?.description).toContain(inputs[name].description)
      expect(action.inputs[name]).not.toHaveProperty('default')
    }
  })

  test('states the default in words, since a default of the runner would beat the config file', async () => {
    const action = parse(await read('action.yml')) as Metadata
    expect(action.inputs['smoke-count']?.description).toMatch(/Default: 3\.$/)
  })

  test('runs what is shipped, with a post step on every path', async () => {
    const action = parse(await read('action.yml')) as Metadata
    expect(action.name).toBe('Deploy a model to Azure ML')
    expect(action.runs).toEqual({
      using: 'node24',
      main: 'dist/index.js',
      post: 'dist/post.js',
      'post-if': 'always()',
    })
    expect(await lintAction()).toEqual([])
  })

  test.each([
    [
      'a script that is not there',
      'dist/index.js',
      'dist/main.js',
      /'runs.main' is 'dist\/main.js'/,
    ],
    ['an old Node', 'node24', 'node20', /must be node24/],
    ['an unknown output', 'scoring-uri:', 'score-uri:', /'score-uri' is not in the table/],
    ['a missing output', 'scoring-uri:', 'score-uri:', /'scoring-uri' has no description/],
  ])('is refused with %s', async (_, from, to, message) => {
    const text = (await read('action.yml')).replace(from, to)
    expect(lintMetadata(text)).toContainEqual(expect.stringMatching(message))
  })
})

const documents = await readDocuments()
const pages = [...documents].filter(([file]) => file === 'README.md' || file.startsWith('docs/'))
const page = (file: string) => documents.get(file) ?? ''

describe('the documents', () => {
  test('open with what it is and the two commands', () => {
    const opening = page('README.md').slice(0, 1200)
    expect(opening.indexOf('npm ci && npm run demo')).toBeGreaterThan(0)
    expect(opening.indexOf('npm ci && npm test')).toBeGreaterThan(0)
  })

  test('say what every input, output and status is', () => {
    for (const name of inputNames) expect(page('docs/inputs.md')).toContain(`| \`${name}\` |`)
    for (const name of [...outputNames, ...statuses])
      expect(page('docs/outputs.md')).toContain(`| \`${name}\` |`)
  })

  test('have a heading for every error code, and for every code of Azure that is explained', () => {
    const anchors = anchorsOf(page('docs/troubleshooting.md'))
    for (const code of Object.keys(errorMeanings)) expect(anchors).toContain(code)
    for (const code of catalogue.flatMap(({ azure }) => azure.code ?? []))
      expect(anchors).toContain(code.toLowerCase())
  })

  test('are all found by who begins at the README', () => {
    const reached = new Set(['README.md'])
    for (const file of reached)
      for (const to of leadsTo(file, page(file))) if (documents.has(to)) reached.add(to)
    expect(pages.map(([file]) => file).filter((file) => !reached.has(file))).toEqual([])
  })

  test('are not written to where a part has no place', () => {
    expect(() => replacePart('no markers', 'inputs', 'text')).toThrow("'<!-- inputs: begin -->'")
    expect(() => documentFrom('docs/inputs.md', '')).toThrow("'<!-- inputs: begin -->'")
    expect(Object.keys(parts).filter((file) => !documents.has(file))).toEqual([])
  })
})

describe('links', () => {
  test('all lead to a file that is there, and to a heading in it', async () => {
    expect(await lintLinks()).toEqual([])
  })

  test('are found wherever they lead nowhere', () => {
    const texts = new Map([
      ['README.md', '[a](docs/a.md#one-more) [b](docs/b.md) [c](#nowhere) `[d](no/link)`'],
      [
        'docs/a.md',
        '# One `more`\n[up](../README.md)\n```md\n[e](gone)\n```\n<img src="gone.png">\n[x](https://example.com/gone) [y](../../issues)',
      ],
    ])
    expect(brokenLinks(texts, () => false)).toEqual([
      "README.md: 'docs/b.md' is not there",
      "README.md: '#nowhere' is no heading there",
      "docs/a.md: 'gone.png' is not there",
    ])
  })

  test('name headings as GitHub does', () => {
    const text =
      '# What, *then*?\n## `mode: check`\n## Über [uns](x.md)\n## Über uns\n```\n# no\n```\n'
    expect([...anchorsOf(text)]).toEqual(['what-then', 'mode-check', 'über-uns', 'über-uns-1'])
  })
})

/** A snippet of YAML, with where it stands. */
const snippets = pages.flatMap(([file, text]) =>
  [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(({ 1: yaml = '', index }) => {
    const line = text.slice(0, index).split('\n').length + 1
    return [`${file}:${line}`, yaml] as const
  }),
)

/** Whatever uses this action somewhere below a value. */
function* usesOf(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null) return
  if ('uses' in value && String(value.uses).startsWith('azureml-deploy/azureml-deploy'))
    yield value as Readonly<Record<string, unknown>>
  for (const inner of Object.values(value)) yield* usesOf(inner)
}

describe('the snippets of YAML', () => {
  test('are many, and most of them use the action', () => {
    const used = snippets.filter(([, yaml]) => [...usesOf(parse(yaml))].length > 0)
    expect(used.length).toBeGreaterThan(8)
  })

  test.each(snippets)('%s is YAML, and gives inputs that there are', async (_, yaml) => {
    const snippet: unknown = parse(yaml)
    for (const step of usesOf(snippet)) {
      const [, workflow] =
        /^azureml-deploy\/azureml-deploy\/(\.github\/.*)@v1$/.exec(String(step['uses'])) ?? []
      const known = workflow === undefined ? inputNames : await inputsOf(workflow)
      expect(workflow ?? step['uses']).toMatch(
        /^(\.github\/workflows\/.*\.yml|azureml-deploy\/azureml-deploy@v1)$/,
      )
      for (const name of Object.keys(step['with'] ?? {})) expect(known).toContain(name)
    }
    // A snippet of a config file has nothing but inputs, and each of a kind that the schema allows.
    const keys = typeof snippet === 'object' && snippet !== null ? Object.keys(snippet) : []
    if (!keys.some((key) => (inputNames as readonly string[]).includes(key))) return
    for (const [name, value] of Object.entries(snippet as object)) {
      expect(inputNames).toContain(name)
      expect(refusals(value, property(name))).toEqual([])
    }
  })

  test('include a config file that the action reads', () => {
    const [, example = ''] =
      /```yaml\n(# yaml-language-server[\s\S]*?)```/.exec(page('docs/config-file.md')) ?? []
    const config = readConfig('azureml-deploy.yml', example)
    expect(config.problems).toEqual([])
    expect(config.entries.length).toBeGreaterThan(5)
  })
})

/** What a reusable workflow of this repository may be given. */
async function inputsOf(workflow: string): Promise<readonly string[]> {
  const { on } = parse(await read(workflow)) as {
    on: { workflow_call: { inputs: Readonly<Record<string, unknown>> } }
  }
  return Object.keys(on.workflow_call.inputs)
}

const property = (name: string): SchemaNode => schema.properties?.[name] ?? {}

const typeOf = (value: unknown) =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value

/** What the schema has against a value, by the few keywords that it uses. */
function refusals(value: unknown, node: SchemaNode): readonly string[] {
  const types = node.type === undefined ? [] : [node.type].flat()
  const type = typeOf(value)
  const fits = types.includes(type) || (Number.isInteger(value) && types.includes('integer'))
  if (types.length > 0 && !fits) return [`${JSON.stringify(value)} is not ${types.join(' or ')}`]
  if (node.enum && !node.enum.includes(value)) return [`${JSON.stringify(value)} is not allowed`]
  if (type !== 'object') return []
  return Object.entries(value as object).flatMap(([key, inner]) => {
    const own = node.properties?.[key]
    if (own) return refusals(inner, own)
    if (node.additionalProperties === false) return [`'${key}' is unknown`]
    return typeof node.additionalProperties === 'object'
      ? refusals(inner, node.additionalProperties)
      : []
  })
}

describe('the schema of the config file', () => {
  test('has every input that may stand there, with title and description', () => {
    const expected = inputNames.filter(
      (name) => !('secret' in inputs[name]) && name !== 'config-file',
    )
    expect(Object.keys(schema.properties ?? {})).toEqual(['$schema', ...expected])
    for (const name of expected) {
      expect(property(name).title).toBe(name)
      expect(property(name).description).toContain(inputs[name].description)
    }
  })

  test.each([
    ['an unknown key', { 'modle-path': 'x' }, "'modle-path' is unknown"],
    ['a secret', { 'client-secret': 'x' }, "'client-secret' is unknown"],
    ['a wrong type', { 'smoke-count': 'two' }, '"two" is not integer'],
    ['a wrong choice', { cloud: 'mars' }, '"mars" is not allowed'],
    ['an unknown key within a map', { 'liveness-probe': { delay: 1 } }, "'delay' is unknown"],
  ])('refuses %s', (_, config, message) => {
    expect(refusals(config, schema)).toEqual([message])
  })

  test('is the one that is shipped', async () => {
    expect(await read('dist/azureml-deploy.schema.json')).toBe(configSchema())
  })
})
