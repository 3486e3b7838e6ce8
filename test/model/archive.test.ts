import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isModelZip, recognisesArchive, unpackArchive } from '../../src/model/archive.ts'
import type { ContentFile } from '../../src/model/content.ts'
import { Unreadable } from '../../src/model/unreadable.ts'
import { damages } from './damage.ts'

/** Archives as Python's tarfile and zipfile write them, and what people with bad intentions make of that. */
const python = `
import hashlib, io, json, pathlib, random, sys, tarfile, zipfile
folder = pathlib.Path(sys.argv[1])
source = random.Random(5)
long = 'model/' + 'a-long-folder-name/' * 7 + 'weights.bin'
files = {
    'model/MLmodel': b'flavors: {}\\n', long: source.randbytes(70_000), 'model/empty': b'',
    'model/\\u00fcber.txt': b'x' * 512, 'model/' + 'n' * 98: b'y' * 513,
}
answers = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
def tar(path, mode='w', format=tarfile.PAX_FORMAT, files=files, change=lambda info: None):
    with tarfile.open(folder / path, mode, format=format) as archive:
        top = tarfile.TarInfo('model'); top.type = tarfile.DIRTYPE
        archive.addfile(top)
        for name, data in files.items():
            info = tarfile.TarInfo(name); info.size = len(data)
            change(info)
            archive.addfile(info, io.BytesIO(data))
def zipped(path, compression=zipfile.ZIP_DEFLATED, files=files):
    with zipfile.ZipFile(folder / path, 'w', compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
(folder / 'good').mkdir(); (folder / 'bad').mkdir()
tar('good/pax.tar'); tar('good/gnu.tar', format=tarfile.GNU_FORMAT)
tar('good/pax.tar.gz', 'w:gz'); tar('good/pax.tgz', 'w:gz'); tar('good/pax.tar.bz2', 'w:bz2')
tar('good/pax.tar.xz', 'w:xz')
tar('good/dots.tar', files={'./' + name: data for name, data in files.items()})
tar('good/mac.tar', files={**files, 'model/._MLmodel': b'mac', '__MACOSX/._x': b'mac'})
tar('good/ustar.tar', format=tarfile.USTAR_FORMAT, files=files)
zipped('good/deflated.zip'); zipped('good/stored.zip', zipfile.ZIP_STORED)
one = lambda name, data=b'x': {name: data}
bad = {
    'absolute': '/etc/passwd', 'up': '../up', 'up-inside': 'model/../../up', 'drive': 'C:/x',
    'backslash': 'model\\\\..\\\\up', 'control': 'a\\nb', 'stream': 'a.txt:hidden', 'dot': 'name.',
    'nothing': './', 'long': 'n' * 2000,
}
for case, name in bad.items():
    tar(f'bad/{case}.tar', files=one(name))
    zipped(f'bad/{case}.zip', files=one(name.replace('./', '.')) if case == 'nothing' else one(name))
tar('bad/case.tar', files={'model/A': b'1', 'model/a': b'2'})
tar('bad/case-folder.tar', files={'Model/A': b'1', 'model/B': b'2'})
tar('bad/twice.tar', files={'a': b'1', './a': b'2'})
tar('bad/both.tar', files={'a': b'1', 'a/b': b'2'})
tar('bad/many.tar', files={f'{i}': b'' for i in range(1501)})
tar('bad/no-files.tar', files={})
def kind(type, **more):
    def change(info):
        info.type, info.size = type, 0
        for key, value in more.items(): setattr(info, key, value)
    return change
tar('bad/symlink.tar', files=one('model/link'), change=kind(tarfile.SYMTYPE, linkname='/etc/passwd'))
link = zipfile.ZipInfo('model/link')
link.create_system = 3
link.external_attr = 0o120777 << 16
with zipfile.ZipFile(folder / 'bad/symlink.zip', 'w') as archive:
    archive.writestr(link, '/etc/passwd')
tar('bad/hardlink.tar', files=one('model/link'), change=kind(tarfile.LNKTYPE, linkname='model'))
tar('bad/device.tar', files=one('model/null'), change=kind(tarfile.CHRTYPE))
tar('bad/pipe.tar', files=one('model/pipe'), change=kind(tarfile.FIFOTYPE))
tar('bad/sparse.tar', files=one('model/holes'), change=kind(tarfile.GNUTYPE_SPARSE))
tar('bad/unknown.tar', files=one('model/what'), change=kind(b'Q'))
def sparse(info): info.pax_headers = {'GNU.sparse.major': '1', 'GNU.sparse.realsize': '1000000'}
tar('bad/pax-sparse.tar', files=one('model/holes'), change=sparse)
def size(value):
    def change(info): info.pax_headers = {'size': value}
    return change
tar('bad/size.tar', files=one('x'), change=size('-5'))
with tarfile.open(folder / 'bad/global.tar', 'w', format=tarfile.PAX_FORMAT, pax_headers={'path': 'same'}) as archive:
    archive.addfile(tarfile.TarInfo('a'))
with tarfile.open(folder / 'bad/huge.tar', 'w', format=tarfile.GNU_FORMAT) as archive:
    info = tarfile.TarInfo('huge'); info.size = 2**37
    archive.addfile(info)
(folder / 'bad/trailing.tar').write_bytes((folder / 'good/pax.tar').read_bytes() + b'x' * 2_000_000)
print(json.dumps(answers))
`

const { signal } = new AbortController()
let folder = ''
let expected: Readonly<Record<string, string>> = {}
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'archive-'))
  const { stdout } = await promisify(execFile)(
    process.platform === 'win32' ? 'python' : 'python3',
    ['-c', python, folder],
  )
  expected = JSON.parse(stdout)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let into = ''
const empty = () => {
  into = join(folder, 'into')
  rmSync(into, { recursive: true, force: true })
  mkdirSync(into)
}
beforeEach(empty)

const onDisk = (path: string): ContentFile => ({
  path: basename(path),
  bytes: statSync(path).size,
  source: { kind: 'disk', path },
})
const inMemory = (data: Uint8Array): ContentFile => ({
  path: 'model.tar',
  bytes: data.byteLength,
  source: { kind: 'memory', data },
})

/** Every file below a folder and its SHA-256. */
const hashes = (root: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [
        path.slice(root.length + 1).replaceAll('\\', '/'),
        createHash('sha256').update(readFileSync(path)).digest('hex'),
      ]),
  )

/** A tar header of GNU's kind, with the size as a large number. */
function header(name: string, size: number, type = '0'): Buffer {
  const header = Buffer.alloc(512)
  header.write(name)
  header.writeUInt8(0x80, 124)
  header.writeBigUInt64BE(BigInt(size), 128)
  header.write(`        ${type}`, 148)
  header.write('ustar  ', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

describe('a good archive', () => {
  test('is unpacked, whatever wrote it', async () => {
    for (const name of readdirSync(join(folder, 'good'))) {
      empty()
      const path = join(folder, 'good', name)
      let written = 0
      await unpackArchive(onDisk(path), into, signal, (bytes) => {
        written += bytes
      })
      expect({ name, hashes: hashes(into) }).toEqual({ name, hashes: expected })
      expect(written).toBe(12 + 70_000 + 512 + 513)
      expect(recognisesArchive(readFileSync(path).subarray(0, 4096), name)).toBe(true)
    }
  })

  test('is told from other files by its first bytes and its name', () => {
    const gzip = gzipSync('no archive')
    expect(recognisesArchive(gzip, 'model.pkl.gz')).toBe(false)
    expect(recognisesArchive(gzip, 'model.tar.gz')).toBe(true)
    expect(recognisesArchive(Buffer.from('\x80\x04'), 'model.pkl')).toBe(false)
    expect(recognisesArchive(Buffer.alloc(0), 'model.zip')).toBe(false)
  })

  test.each<[boolean, string[]]>([
    [true, ['archive/data.pkl', 'archive/version', 'archive/data/0']],
    [true, ['serialized_exported_program.json', 'version']],
    [true, ['model/archive_format', 'model/models/model.json']],
    [true, ['metadata.json', 'config.json', 'model.weights.h5']],
    [true, ['schema.json', '140.npy']],
    [true, ['a.npy', 'b.npy']],
    [false, ['model/MLmodel', 'model/data/model.pth']],
    [false, ['config.json', 'model.safetensors', 'tokenizer.json']],
    [false, ['saved_model/saved_model.pb', 'saved_model/variables/variables.index']],
    [false, []],
  ])('a zip is a model itself: %s: %j', (itself, names) => {
    expect(isModelZip(new Set(names))).toBe(itself)
  })
})

describe('a bad archive', () => {
  test('is refused, and names what is bad', async () => {
    const said: Record<string, string> = {}
    for (const name of readdirSync(join(folder, 'bad')).sort()) {
      empty()
      const failure = unpackArchive(onDisk(join(folder, 'bad', name)), into, signal)
      const error: unknown = await failure.then(
        () => 'nothing',
        (reason) => reason,
      )
      expect([name, error]).toEqual([name, expect.any(Unreadable)])
      said[name] = String(error)
        .replace(/n{1000,}/, 'n…')
        .slice(0, 200)
    }
    expect(said).toMatchInlineSnapshot(`
      {
        "absolute.tar": "Unreadable: holds '/etc/passwd', an absolute path, at byte 512",
        "absolute.zip": "Unreadable: holds '/etc/passwd', an absolute path, at byte 0",
        "backslash.tar": "Unreadable: holds 'model\\..\\up', whose name is not the same on every system, at byte 512",
        "backslash.zip": "Unreadable: holds 'model/../up', which leads out of it, at byte 0",
        "both.tar": "Unreadable: holds 'a/b', which is both a file and a folder, at byte 1536",
        "case-folder.tar": "Unreadable: holds 'model/B', which on some systems is the same as 'Model', at byte 1536",
        "case.tar": "Unreadable: holds 'model/a', which on some systems is the same as 'model/A', at byte 1536",
        "control.tar": "Unreadable: holds 'a\\nb', whose name is not the same on every system, at byte 512",
        "control.zip": "Unreadable: holds 'a\\nb', whose name is not the same on every system, at byte 0",
        "device.tar": "Unreadable: holds 'model/null', a device: only files and folders are unpacked, at byte 512",
        "dot.tar": "Unreadable: holds 'name.', whose name is not the same on every system, at byte 512",
        "dot.zip": "Unreadable: holds 'name.', whose name is not the same on every system, at byte 0",
        "drive.tar": "Unreadable: holds 'C:/x', an absolute path, at byte 512",
        "drive.zip": "Unreadable: holds 'C:/x', an absolute path, at byte 0",
        "global.tar": "Unreadable: is a tar archive that gives all its entries one name or size, at byte 0",
        "hardlink.tar": "Unreadable: holds 'model/link', a hard link: only files and folders are unpacked, at byte 512",
        "huge.tar": "Unreadable: goes beyond 64 GiB with 'huge', at byte 0",
        "long.tar": "Unreadable: holds 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn', a name of more than 1024 characters, at byte 3072",
        "long.zip": "Unreadable: holds 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn', a name of more than 1024 characters, at byte 0",
        "many.tar": "Unreadable: goes beyond the 1500 files that Azure takes with '1500', at byte 768512",
        "no-files.tar": "Unreadable: is an archive that holds no files",
        "nothing.tar": "Unreadable: holds './', which is no name, at byte 512",
        "nothing.zip": "Unreadable: holds '.', which is no name, at byte 0",
        "pax-sparse.tar": "Unreadable: holds 'model/holes', a sparse file: only files and folders are unpacked, at byte 1536",
        "pipe.tar": "Unreadable: holds 'model/pipe', a pipe: only files and folders are unpacked, at byte 512",
        "size.tar": "Unreadable: is a tar archive that says '-5' for a size, at byte 512",
        "sparse.tar": "Unreadable: holds 'model/holes', a sparse file: only files and folders are unpacked, at byte 512",
        "stream.tar": "Unreadable: holds 'a.txt:hidden', whose name is not the same on every system, at byte 512",
        "stream.zip": "Unreadable: holds 'a.txt:hidden', whose name is not the same on every system, at byte 0",
        "symlink.tar": "Unreadable: holds 'model/link', a symbolic link: only files and folders are unpacked, at byte 512",
        "symlink.zip": "Unreadable: holds 'model/link', a symbolic link: only files and folders are unpacked, at byte 0",
        "trailing.tar": "Unreadable: is a tar archive that goes on after its end, at byte 78848",
        "twice.tar": "Unreadable: holds './a', more than once, at byte 1536",
        "unknown.tar": "Unreadable: holds 'model/what', of the unknown type 'Q': only files and folders are unpacked, at byte 512",
        "up-inside.tar": "Unreadable: holds 'model/../../up', which leads out of it, at byte 512",
        "up-inside.zip": "Unreadable: holds 'model/../../up', which leads out of it, at byte 0",
        "up.tar": "Unreadable: holds '../up', which leads out of it, at byte 512",
        "up.zip": "Unreadable: holds '../up', which leads out of it, at byte 0",
      }
    `)
    expect(readdirSync(folder).sort()).toEqual(['bad', 'good', 'into'])
  })

  test('of too many bytes is refused before they are written', async () => {
    const bomb = inMemory(
      gzipSync(Buffer.concat([header('zeros', 2 ** 31), Buffer.alloc(1 << 20)])),
    )
    await expect(unpackArchive(bomb, into, signal)).rejects.toThrow(
      /goes beyond 1000 times its \d+ bytes with 'zeros'/,
    )
    expect(readdirSync(into)).toEqual([])
  })

  test('that says endless things of one entry is refused', async () => {
    const extended = Buffer.concat([header('x', 512, 'L'), Buffer.alloc(512, 'x')])
    const endless = inMemory(Buffer.concat(Array<Buffer>(3000).fill(extended)))
    await expect(unpackArchive(endless, into, signal)).rejects.toThrow('says too much of one entry')
  })

  test('that is damaged or cut off is refused, or unpacked', async () => {
    for (const name of ['pax.tar', 'gnu.tar', 'pax.tar.gz', 'deflated.zip'])
      for (const { kind, at, data } of damages(readFileSync(join(folder, 'good', name)))) {
        empty()
        const error: unknown = await unpackArchive(inMemory(data), into, signal).catch(
          (reason) => reason,
        )
        expect([name, kind, at, error]).toEqual([
          name,
          kind,
          at,
          error === undefined ? undefined : expect.any(Unreadable),
        ])
        // What is cut off within its data or its header never passes for whole.
        if (kind === 'cut' && at < 70_000)
          expect([name, at, error]).toEqual([name, at, expect.any(Unreadable)])
      }
  })

  test('is left alone when the run is cancelled', async () => {
    const cancelled = AbortSignal.abort(new Error('cancelled'))
    await expect(
      unpackArchive(onDisk(join(folder, 'good/pax.tar')), into, cancelled),
    ).rejects.toThrow('cancelled')
  })
})
