/** A framework is a reader, a template, a table and a zoo script: of each there is all of it. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../../.github/scripts/root.ts'
import { type Description, type Format, formats, frameworks } from '../../src/model/description.ts'
import { scriptFor, versions } from '../../src/serving/frameworks.ts'
import { told } from '../model/frontDoor.ts'
import { readCases, zoo } from '../models/zoo.ts'

const path = (file: string) => fileURLToPath(new URL(file, root))
const list = (folder: string) => readdirSync(path(folder))
const kept = list('test/models/kept').filter((name) => name !== 'compressed')
const templates = list('src/templates')

/** What the action says of every kept model, and whether its service is known to answer. */
const models: { readonly description: Description; readonly served: boolean }[] = []

beforeAll(async () => {
  for (const exhibit of kept)
    for (const { model, answer } of await readCases(path(`test/models/kept/${exhibit}`))) {
      const { description } = await told(model)
      if (description) models.push({ description, served: answer !== null })
    }
})

/** What is read, and not served by a script of ours: Azure serves Triton's repositories by itself. */
const withoutScript: readonly Format[] = ['safetensors', 'triton', 'rds']

describe('a format', () => {
  test('is read where every model comes in: of each, models are kept', () => {
    const read = new Set(models.map(({ description }) => description.format))
    expect([...read].toSorted()).toEqual([...formats].toSorted())
  })

  test('has a script that serves it, or is known to have none', () => {
    const served = formats.filter((format) => scriptFor({ format, framework: 'custom' }))
    expect(served).toEqual(formats.filter((format) => !withoutScript.includes(format)))
  })
})

describe('a script', () => {
  const scripts = formats.flatMap((format) =>
    frameworks.flatMap((framework) => {
      const script = scriptFor({ format, framework })
      return script ? [{ format, framework, ...script }] : []
    }),
  )
  const distinct = new Map(scripts.map((row) => [`${row.script} with ${row.modules}`, row]))

  test.each([...distinct])('%s has just the modules that it imports', (_, { script, modules }) => {
    expect(templates).toContain(script)
    expect([...importedBy(script)].toSorted()).toEqual([...modules].toSorted())
  })

  test.each([...new Set(scripts.map(({ script }) => script))])('%s is tested', (script) => {
    expect(list('test/python')).toContain(`test_${script}`)
  })

  test('is of use: no template is left over', () => {
    const used = new Set(scripts.map(({ script }) => script))
    expect(templates.filter((name) => name.startsWith('score_')).toSorted()).toEqual(
      [...used].toSorted(),
    )
  })
})

/** The templates that a template imports, and what those import. */
function importedBy(template: string, found = new Set<string>()): ReadonlySet<string> {
  const text = readFileSync(path(`src/templates/${template}`), 'utf8')
  for (const [, module] of text.matchAll(/^\s*(?:from|import) (\w+)/gm)) {
    const file = `${module}.py`
    if (!templates.includes(file) || found.has(file)) continue
    found.add(file)
    importedBy(file, found)
  }
  return found
}

describe('a framework', () => {
  test('whose models are served has a table of versions, unless they or Azure bring the environment', () => {
    const served = models
      .filter(({ served }) => served)
      .map(({ description }) => description.framework)
    const known = [...Object.keys(versions), 'mlflow', 'triton']
    expect([...new Set(served)].toSorted()).toEqual(known.toSorted())
  })

  test('has models in the zoo', () => {
    const shown = new Set(models.map(({ description }) => description.framework))
    expect([...shown].toSorted()).toEqual([...frameworks].toSorted())
  })
})

describe('the zoo', () => {
  test('has the script of every exhibit, and every script is one', () => {
    const scripts = new Set(zoo.map(({ script }) => script))
    const helpers = ['cases.py', 'tensor_case.py', 'compressed.py']
    const files = list('test/models/zoo').filter((name) => name.endsWith('.py'))
    expect([...scripts, ...helpers].toSorted()).toEqual(files.toSorted())
  })

  test('can save again what is kept', () => {
    expect(kept.filter((name) => !zoo.some((exhibit) => exhibit.name === name))).toEqual([])
  })

  test('pins what it installs, so that a visit tomorrow is the same visit', () => {
    const lines = zoo.flatMap(({ requirements }) => requirements)
    expect(lines.filter((line) => !/^[\w-]+(\[\w+\])?==\d[\w.]*$/.test(line))).toEqual([])
  })

  test('is visited every night, all of it', () => {
    const { jobs } = parse(readFileSync(path('.github/workflows/nightly.yml'), 'utf8')) as {
      jobs: { zoo: { strategy: { matrix: { exhibits: string[] } } } }
    }
    const visited = jobs.zoo.strategy.matrix.exhibits.flatMap((names) => names.split(' '))
    const missed = zoo.filter(({ name }) => !visited.some((begin) => name.startsWith(begin)))
    expect(missed).toEqual([])
  })
})
