/** Files and folders that are not what they should be: a right answer, or one clear error. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { fault, told, words } from './frontDoor.ts'
import { specimens } from './fuzz/corpus.ts'
import { Dice } from './fuzz/dice.ts'

const folder = mkdtempSync(join(tmpdir(), 'damaged-'))
afterAll(() => rmSync(folder, { recursive: true }))

let made = 0
/** Files in a new folder, by their paths. */
function write(files: Readonly<Record<string, Uint8Array | string>>, name = 'model'): string {
  const root = join(folder, `${made++}`, name)
  mkdirSync(root, { recursive: true })
  for (const [path, data] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), data)
  }
  return root
}
const file = (name: string, data: Uint8Array | string) => join(write({ [name]: data }), name)

/** Those that are one file. */
const models = specimens().flatMap(({ name, kind, files }) => {
  const [[path, data] = ['', Buffer.alloc(0)]] = files
  return kind === 'file' ? [{ name, path, data }] : []
})
const forest = models.find(({ name }) => name === 'scikit-learn-1.9.1/classifier')?.data ?? ''

/** What a model is, whatever its file is called. */
async function nameless(path: string): Promise<object> {
  const { description, failure } = await told(path)
  // The script that is suggested opens the file by its name.
  return { ...(description ?? failure), path: '', needsCode: description?.needsCode?.reason }
}

describe('a model under another name', () => {
  test.each(models)('$name', async ({ path, data }) => {
    const right = await nameless(file(path, data))
    expect(right).toHaveProperty('holds')
    for (const name of [path.toUpperCase(), 'model', 'model.bin', 'model.pkl', 'model.onnx'])
      expect(await nameless(file(name, data)), name).toEqual(right)
  })
})

describe('a model that was cut off', () => {
  const firsts = new Map(models.map((model) => [model.name.split('/')[0], model]))
  test.each([...firsts.values()])('$name', async ({ path, data }) => {
    for (let part = 0; part < 10; part++) {
      const outcome = await told(file(path, data.subarray(0, (data.byteLength * part) / 10)))
      expect(fault(outcome), `${part} tenths`).toBe(undefined)
    }
  })
})

const endings = ['pkl', 'joblib', 'onnx', 'h5', 'json', 'pt', 'tar.gz', 'rds', 'cbm', 'safetensors']

describe('what is no model', () => {
  test.each([
    ['<!DOCTYPE html>\n<html><title>404</title></html>', 'is no model: it is a web page (HTML)'],
    ['\n<?xml version="1.0"?><Error/>', 'is no model: it is an XML document'],
    ['{"message": "Not found"}', 'is no model: it is JSON, but not that of a model'],
    ['A story.\nThe end.\n', "is no model: it is a text that begins with 'A story.'"],
    ['\0'.repeat(5_000), 'is no model: it is a file of zeros'],
    ['%PDF-1.7\n', 'is no model: it is a PDF document'],
  ])('%j', async (text, expected) => {
    for (const ending of endings)
      expect(await words(file(`model.${ending}`, text))).toBe(`'model.${ending}' ${expected}`)
  })

  test('10 MB of random bytes', async () => {
    const random = new Dice(1).bytes(10_000_000)
    for (const ending of endings)
      expect(await words(file(`model.${ending}`, random))).toBe(
        `'model.${ending}' is of no model format that is known here`,
      )
  })

  test.each(endings)('an empty one, and one byte: .%s', async (ending) => {
    const { failure } = await told(file(`model.${ending}`, ''))
    expect(failure).toMatchObject({
      code: 'model-empty',
      message: expect.stringMatching(/0 bytes$/),
    })
    for (const byte of [0, 0x28, 0x50, 0x80, 0xff])
      expect(fault(await told(file(`model.${ending}`, Buffer.of(byte))))).toBe(undefined)
  })

  test('a pointer of Git LFS, alone or in a folder', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'
    const expected = "'model.pkl' is a Git LFS pointer, not the file itself"
    expect(await words(file('model.pkl', pointer))).toBe(expected)
    expect(await words(write({ 'model.pkl': pointer, 'README.md': '# Model' }))).toBe(expected)
  })
})

describe('a folder', () => {
  test('with a model and what it says of it', async () => {
    const name = 'a\n::error::"☂ 模型 😀".pkl'
    const { description } = await told(
      write({ [name]: forest, 'README.md': '# Model', "it's": '?' }),
    )
    expect(description).toMatchObject({ path: name, framework: 'scikit-learn' })
  })

  test('with names that would break a line', async () => {
    expect(await words(write({ 'a\n::error::b.pkl': forest.slice(0, 100) }))).toBe(
      "'a\\n::error::b.pkl' breaks off in the middle of a value, at byte 100",
    )
    expect(await words(write({ 'a\r\nb.md': '?', '\u202ecod.md': '?' }, 'c\nd'))).toBe(
      "'c\\nd' holds no file of a model format that is known here: a\\r\\nb.md, \\u{202e}cod.md",
    )
  })

  test('with two models', async () => {
    expect(await words(write({ 'a.pkl': forest, 'b.pkl': forest }))).toBe(
      "'model' holds 2 files that could be the model: a.pkl (RandomForestClassifier), b.pkl (RandomForestClassifier)",
    )
  })

  test('with more files than Azure takes', async () => {
    const names = Array.from({ length: 1_501 }, (_, index) => [`${index}.txt`, '?'])
    expect(await words(write(Object.fromEntries(names)))).toMatch(
      /: 1501 files, and Azure takes at most 1500 in one model$/,
    )
  })

  test('with links to itself, to nothing, in a circle, and to one another', async () => {
    const itself = write({ 'model.pkl': forest })
    symlinkSync('.', join(itself, 'self'))
    symlinkSync('../model', join(itself, 'up'))
    expect(await words(itself)).toBe('is read: RandomForestClassifier')
    const dangling = write({ 'model.pkl': forest })
    symlinkSync('nowhere', join(dangling, 'a'))
    expect(await words(dangling)).toMatch(/\/a' is a symbolic link to nothing$/)
    const circle = write({ 'model.pkl': forest })
    symlinkSync('b', join(circle, 'a'))
    symlinkSync('a', join(circle, 'b'))
    expect(await words(circle)).toMatch(/\/a' is a symbolic link that leads back to itself$/)
    const web = write({ 'model.pkl': forest })
    const names = Array.from('abcdefghij')
    for (const from of names) {
      mkdirSync(join(web, from))
      for (const to of names) symlinkSync(join('..', to), join(web, from, to))
    }
    expect(await words(web)).toMatch(/has more than 50000 files and folders in it, links followed$/)
  })

  test.runIf(process.platform === 'linux')('with a pipe, or in its place', async () => {
    const pipe = join(write({ 'model.pkl': forest }), 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(await words(dirname(pipe))).toBe('is read: RandomForestClassifier')
    expect(await words(pipe)).toMatch(/pipe' is neither a file nor a folder$/)
    expect(await words('/dev/null')).toBe("'/dev/null' is neither a file nor a folder")
  })

  test.runIf(process.platform === 'linux')('with what nobody may read', async () => {
    const path = file('model.pkl', forest)
    chmodSync(path, 0)
    const user = process.geteuid?.()
    // Root reads everything.
    if (user === 0) process.seteuid?.(65_534)
    try {
      expect(await words(path)).toMatch(/^'model-path' is '.*model.pkl': EACCES: permission denied/)
    } finally {
      if (user === 0) process.seteuid?.(0)
    }
  })
})
