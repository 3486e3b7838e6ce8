/** action.yml, the README and the schema say what the tables in src/ say, and nothing else. */
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { configSchema, readmeParts, replacePart } from '../../.github/scripts/documents.ts'
import { outdated } from '../../.github/scripts/generate.ts'
import { errorMeanings } from '../../.github/scripts/meanings.ts'
import { root } from '../../.github/scripts/root.ts'
import { lintAction, lintMetadata } from '../../.github/scripts/workflows.ts'
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

describe('the README', () => {
  test.each(Object.keys(readmeParts))('has its table of %s', async (part) => {
    expect(await read('README.md')).toContain(readmeParts[part]?.())
  })

  test('says what every input, output, status and error code is', async () => {
    const readme = await read('README.md')
    for (const name of [...inputNames, ...outputNames, ...statuses, ...Object.keys(errorMeanings)])
      expect(readme).toContain(`| \`${name}\` |`)
  })

  test('opens with what it is and the two commands', async () => {
    const opening = (await read('README.md')).slice(0, 1200)
    expect(opening.indexOf('npm ci && npm run demo')).toBeGreaterThan(0)
    expect(opening.indexOf('npm ci && npm test')).toBeGreaterThan(0)
  })

  test('links only to headings that it has', async () => {
    const readme = await read('README.md')
    const anchors = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    )
    for (const [, anchor] of readme.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(anchor)
  })

  test('gives a config file that this action reads and its schema allows', async () => {
    const readme = await read('README.md')
    const example = /```yaml\n(# yaml-language-server[\s\S]*?)```/.exec(readme)?.[1] ?? ''
    const config = readConfig('azureml-deploy.yml', example)
    expect(config.problems).toEqual([])
    expect(config.entries.length).toBeGreaterThan(5)
    for (const { name, value } of config.entries)
      expect(refusals(value, property(name))).toEqual([])
  })

  test('names only inputs that there are in its workflows', async () => {
    const readme = await read('README.md')
    const given = [...readme.matchAll(/uses: <owner>.*\n(?: +id: .*\n)? +with:\n((?: {10}.*\n)+)/g)]
    expect(given.length).toBe(4)
    for (const [, step = ''] of given)
      for (const [, name] of step.matchAll(/^ {10}([\w-]+):/gm)) expect(inputNames).toContain(name)
  })

  test('is not written to where a part has no place', () => {
    expect(() => replacePart('no markers', 'inputs', 'text')).toThrow("'<!-- inputs: begin -->'")
  })
})

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
