import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { digest, listContent, memoryFolder, reading } from '../../src/model/content.ts'
import { inspectModel } from '../../src/model/model.ts'

const { signal } = new AbortController()
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'content-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (path: string, text: string | Uint8Array = path) => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const list = (ignoreFiles: readonly string[] = []) => listContent(folder, { ignoreFiles })
const pathsOf = async (ignoreFiles?: readonly string[]) =>
  (await list(ignoreFiles)).files.map(({ path }) => path)

describe('the files of a folder', () => {
  test('are sorted by code point, with forward slashes', async () => {
    for (const path of ['b/2.txt', 'b/10.txt', 'a.txt', 'B.txt', 'ä.txt']) write(path)
    expect(await pathsOf()).toEqual(['B.txt', 'a.txt', 'b/10.txt', 'b/2.txt', 'ä.txt'])
  })

  test.runIf(process.platform === 'linux')(
    'are not waited for when the ignore file is a pipe or a device',
    async () => {
      execFileSync('mkfifo', [join(folder, '.amlignore')])
      await expect(list(['.amlignore'])).rejects.toThrow('is no list of names that are left out')
      rmSync(join(folder, '.amlignore'))
      symlinkSync('/dev/zero', join(folder, '.amlignore'))
      await expect(list(['.amlignore'])).rejects.toThrow('is no list of names that are left out')
    },
  )

  test('leave out what the ignore file says: .amlignore before .gitignore', async () => {
    write('score.py')
    write('data/big.csv')
    write('.gitignore', 'score.py\n')
    expect(await pathsOf(['.amlignore', '.gitignore'])).toEqual(['.gitignore', 'data/big.csv'])
    write('.amlignore', 'data/\n')
    expect(await pathsOf(['.amlignore', '.gitignore'])).toEqual([
      '.amlignore',
      '.gitignore',
      'score.py',
    ])
    expect(await pathsOf()).toHaveLength(4)
  })

  test('never include version control and caches', async () => {
    for (const path of [
      '.git/config',
      '.azureml-deploy/action/action.yml',
      '__pycache__/x.pyc',
      'score.py',
    ])
      write(path)
    expect(await pathsOf()).toEqual(['score.py'])
  })

  test.skipIf(process.platform === 'win32')('follow links, but not round in circles', async () => {
    write('real/model.bin')
    symlinkSync(join(folder, 'real'), join(folder, 'link'))
    symlinkSync(folder, join(folder, 'real/up'))
    expect(await pathsOf()).toEqual(['link/model.bin', 'real/model.bin'])
  })
})

describe('the digest', () => {
  test('is that of what sha256sum prints for the sorted paths', async () => {
    for (const path of ['b.bin', 'a/c.bin']) write(path)
    const { digest: found } = await digest(await list(), signal)
    const python = `
import hashlib, pathlib
root = pathlib.Path(${JSON.stringify(folder)})
lines = sorted((p.relative_to(root).as_posix(), hashlib.sha256(p.read_bytes()).hexdigest()) for p in root.rglob('*') if p.is_file())
print(hashlib.sha256(''.join(f'{h}  {n}\\n' for n, h in lines).encode()).hexdigest())`
    expect(found).toBe(
      execFileSync(process.platform === 'win32' ? 'python' : 'python3', ['-c', python], {
        encoding: 'utf8',
      }).trim(),
    )
  })

  test('changes with any name and any byte, and with nothing else', async () => {
    const of = async (texts: Record<string, string>) =>
      (await digest(memoryFolder('any', texts), signal)).digest
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.string()),
        fc.string({ minLength: 1 }),
        async (texts, more) => {
          const shuffled = Object.fromEntries(Object.entries(texts).reverse())
          expect(await of(shuffled)).toBe(await of(texts))
          for (const name of Object.keys(texts)) {
            expect(await of({ ...texts, [name]: texts[name] + more })).not.toBe(await of(texts))
          }
        },
      ),
      { numRuns: 30 },
    )
  })

  test('fills whole buffers up to the end, from disk and from memory', async () => {
    write('model.bin', new Uint8Array(10).fill(7))
    for (const content of [await list(), memoryFolder('m', { 'model.bin': 'x'.repeat(10) })]) {
      const [file] = content.files
      const filled =
        file &&
        (await reading(file, async (fill) => [
          await fill(Buffer.alloc(4)),
          await fill(Buffer.alloc(4)),
          await fill(Buffer.alloc(4)),
          await fill(Buffer.alloc(4)),
        ]))
      expect(filled).toEqual([4, 4, 2, 0])
    }
  })
})

describe('a model', () => {
  const how = { scratch: tmpdir(), unpack: true, signal }

  test('in a folder without files, or without bytes, is empty', async () => {
    await expect(inspectModel(folder, how)).rejects.toMatchObject({ code: 'model-empty' })
    write('model.pkl', '')
    await expect(inspectModel(folder, how)).rejects.toMatchObject({ code: 'model-empty' })
  })

  test('that Git LFS did not fetch is no model', async () => {
    write('model.pkl', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n')
    await expect(inspectModel(folder, how)).rejects.toMatchObject({
      code: 'model-unreadable',
      message: "'model.pkl' is a Git LFS pointer, not the file itself",
    })
  })

  test('of MLflow is registered as such', async () => {
    write('MLmodel')
    expect((await inspectModel(folder, how)).type).toBe('mlflow_model')
  })
})
