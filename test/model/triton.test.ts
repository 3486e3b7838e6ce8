import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parsePbtxt } from '../../src/model/encodings/pbtxt.ts'
import { tritonFormat } from '../../src/model/formats/triton.ts'
import { Unreadable } from '../../src/model/unreadable.ts'
import { type Files, filesIn, filesOf, outcome, survives } from './folder.ts'

const kept = join(import.meta.dirname, '../models/kept')
const cases = readdirSync(kept)
  .filter((folder) => folder.startsWith('triton-'))
  .flatMap((folder) =>
    readdirSync(join(kept, folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name.slice(0, -'.json'.length))),
  )

/** As the files are handed to a reader: without the folders that all of them share. */
function shared(files: Files): readonly [Files, string] {
  const paths = [...files.keys()].map((path) => path.split('/'))
  const [first = []] = paths
  let depth = 0
  while (paths.every((path) => depth < path.length - 1 && path[depth] === first[depth])) depth++
  const root = first
    .slice(0, depth)
    .map((part) => `${part}/`)
    .join('')
  return [new Map([...files].map(([path, data]) => [path.slice(root.length), data])), root]
}

const read = (files: Files) => outcome(tritonFormat, ...shared(files))

describe('a model repository', () => {
  test.each(cases)('%s gives its facts away', async (name) => {
    const { facts } = JSON.parse(readFileSync(join(kept, `${name}.json`), 'utf8'))
    expect(await read(filesIn(join(kept, name)))).toMatchObject({ description: facts })
  })

  test.each(cases)('%s is read or refused, however it is damaged', async (name) => {
    await survives(tritonFormat, filesIn(join(kept, name)))
  })

  test('lists the code that Triton would run, of the version that it takes', async () => {
    const files = filesOf({
      'm/config.pbtxt': 'backend: "python"',
      'm/1/model.py': '',
      'm/10/model.py': '',
      'm/10/help/words.py': '',
      'm/10/libcustom.so.1': '',
      'm/10/words.txt': '',
    })
    const found = await read(files)
    expect(found).toMatchObject({
      description: { path: '', models: ['m'], holds: 'Triton model m (Python)' },
      findings: ['m/10/model.py', 'm/10/help/words.py', 'm/10/libcustom.so.1'].map((file) => ({
        verdict: 'unknown',
        file,
      })),
    })
  })

  test('may have a backend of its own', async () => {
    const files = filesOf({ 'm/config.pbtxt': 'backend: "mine"', 'm/1/weights.bin': '' })
    expect(await read(files)).toMatchObject({ description: { holds: 'Triton model m (mine)' } })
  })

  test.each([
    ['a plain graph', { 'model.onnx': '' }],
    ['checkpoints by number', { 'run/1/model.pt': '', 'run/2/model.pt': '' }],
    ['a repository deep inside of something', { 'a/b/c/m/1/model.onnx': '', 'a/x': '' }],
    ['what TensorFlow Serving takes', { '1/saved_model.pb': '', '2/saved_model.pb': '' }],
  ])('is not %s', async (_, files) => {
    expect(await read(filesOf(files))).toBe(undefined)
  })

  test('is not one of its models', async () => {
    const files = filesOf({ 'config.pbtxt': 'backend: "onnxruntime"', '1/model.onnx': '' })
    expect(await read(files)).toMatch(/not the repository: the folder above it/)
  })

  test('says where its configuration is damaged', async () => {
    const files = filesOf({ 'm/config.pbtxt': 'input [ { name: "x" }', 'm/1/model.plan': '' })
    expect(await read(files)).toMatch(
      /^is no protobuf text: expected a comma or the end of a list, at byte 21$/,
    )
  })
})

describe('protobuf text', () => {
  test('comes in every spelling', () => {
    const text = `# a comment
      name: "a" 'b\\n\\x41\\101'  # adjacent texts are one
      dims: [ 1, -1 ] dims: - 2; one < two { three: 3.5e-1 } >,
      empty: [] [type.example/mine] { flag: true }
      nan: nan`
    expect(parsePbtxt(text)).toEqual(
      new Map<string, unknown[]>([
        ['name', ['ab\nAA']],
        ['dims', ['1', '-1', '-2']],
        ['one', [new Map([['two', [new Map([['three', ['3.5e-1']]])]]])]],
        ['empty', []],
        ['[type.example/mine]', [new Map([['flag', ['true']]])]],
        ['nan', ['nan']],
      ]),
    )
  })

  test.each([
    ['a: {', /middle of a message/],
    ['a {{', /name of a field/],
    ['a: "x', /expected a value/],
    ['a 1', /a colon or a message/],
    ['a: [1, 2', /end of a list/],
    ['}', /name of a field/],
    ['a {'.repeat(1000), /nested too deeply/],
    [' '.repeat(5 << 20), /more than a configuration/],
  ])('like %.20s is refused', (text, message) => {
    expect(() => parsePbtxt(text)).toThrow(Unreadable)
    expect(() => parsePbtxt(text)).toThrow(message)
  })

  test.each([' ', '#\n', '# ', 'a: 1 ', 'a: "" ', '"a" ', '[', 'a[]', '\\', 'a: -'])(
    'of nothing but %j is read or refused, and soon',
    (part) => {
      const repeated = part.repeat(Math.floor((1 << 20) / part.length))
      for (const text of [repeated, `a: "${repeated}`, `a: "${repeated.replaceAll('"', "'")}"`]) {
        try {
          parsePbtxt(text)
        } catch (error) {
          expect(error).toBeInstanceOf(Unreadable)
        }
      }
    },
  )
})
