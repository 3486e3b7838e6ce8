import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Bytes, bytesOf } from '../../src/model/bytes.ts'
import { onnxFormat } from '../../src/model/formats/onnx.ts'
import { Unreadable } from '../../src/model/unreadable.ts'
import { survives } from './damage.ts'
import { type Files, filesIn, folderOf } from './folder.ts'

const kept = join(import.meta.dirname, '../models/kept')
const cases = readdirSync(kept)
  .filter((folder) => folder.startsWith('onnx-'))
  .flatMap((folder) =>
    readdirSync(join(kept, folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name.slice(0, -'.json'.length))),
  )
const [newest = ''] = cases.filter((name) => name.endsWith('external')).slice(-1)

/** What is read of a model among its files, or what Unreadable says. */
async function read(files: Files, path = 'model.onnx', bytes?: Bytes) {
  const { signal, files: siblings } = folderOf(files)
  const model = bytes ?? bytesOf(files.get(path) ?? new Uint8Array())
  try {
    if (!onnxFormat.recognises(await model.read(0, 4096), path)) return undefined
    return await onnxFormat.read({ path, bytes: model, signal, siblings })
  } catch (error) {
    if (error instanceof Unreadable) return error.message
    throw error
  }
}

describe('what ONNX models say', () => {
  test('there are several versions of them', () => expect(cases.length).toBeGreaterThan(15))

  test.each(cases)('%s gives its facts away', async (name) => {
    const { facts } = JSON.parse(readFileSync(join(kept, `${name}.json`), 'utf8'))
    const reading = await read(filesIn(join(kept, name)))
    expect(reading).toMatchObject({ description: facts, findings: [] })
    expect(reading).not.toHaveProperty('description.needsCode')
  })

  test.each(cases.filter((name) => name.endsWith('/columns')))(
    '%s: which categories its encoder knows, whatever leads to it',
    async (name) => {
      expect(await read(filesIn(join(kept, name)))).toMatchObject({
        description: { input: { tensors: [{ name: 'area' }, { values: ['Oslo', 'Rom'] }] } },
      })
    },
  )

  test('who wrote them, their operations and classes, and the oldest runtime that will do', async () => {
    const of = async (name: string) => {
      const reading = await read(filesIn(join(kept, name)))
      return typeof reading === 'object' ? reading.description : reading
    }
    expect(await of('onnx-1.15.0/classes')).toMatchObject({
      holds:
        'ONNX graph by skl2onnx 1.16.0 (opset 9): Scaler → LinearClassifier → Cast → Normalizer → ZipMap; classes 0, 1, 2',
      oldestVersion: '1.15.0',
    })
    expect(await of('onnx-1.23.2/probabilities')).toMatchObject({
      holds: expect.stringContaining('classes a, b, c'),
      oldestVersion: '1.18.0',
    })
  })
})

describe('weights beside the graph', () => {
  const files = filesIn(join(kept, newest))
  const graph = Buffer.from(files.get('model.onnx') ?? [])
  /** The graph with another place for its weights, of the same length. */
  const elsewhere = (location: string) => {
    const changed = Buffer.from(graph)
    changed.write(location, changed.indexOf('weights.bin'))
    return new Map([...files, ['model.onnx', changed]])
  }

  test('must be there, all of them', async () => {
    const without = new Map([['model.onnx', graph]])
    expect(await read(without)).toBe(
      "keeps weights in 'weights.bin', which is not beside it: both belong into one folder",
    )
    const short = new Map([...files, ['weights.bin', new Uint8Array(31)]])
    expect(await read(short)).toBe(
      "keeps 'weights' in 'weights.bin' up to byte 32, but that has 31 bytes",
    )
  })

  test.each(['../eights.x', '/etc/passwd', 'C:\\Windows\\', 'a/../../b.c', '..\\ghts.bin'])(
    'may not be read from %s',
    async (location) => {
      expect(await read(elsewhere(location))).toMatchObject({
        findings: [
          {
            verdict: 'dangerous',
            what: `external data '${location.slice(0, 11)}'`,
            why: "reads a file outside of the model's folder",
            file: 'model.onnx',
          },
        ],
      })
    },
  )

  test('may lie in a folder of their own', async () => {
    const weights = new Uint8Array(32)
    const moved = new Map([...elsewhere('./w/ghts.bi'), ['w/ghts.bi', weights]])
    expect(await read(moved)).toMatchObject({ findings: [] })
  })
})

describe('what is no ONNX model, or a damaged one', () => {
  test('is said so, or is another format', async () => {
    const only = (bytes: number[], path: string) =>
      read(new Map([[path, Buffer.from(bytes)]]), path)
    expect(await only([0x80, 4, 0x95], 'model.onnx')).toBeUndefined()
    expect(await only([8, 1, 0x12, 0], 'saved_model.pb')).toBeUndefined()
    expect(await only([8, 8, 0x12, 9, 1], 'weights.bin')).toBeUndefined()
    expect(await only([8, 8, 0x12, 0], 'model.onnx')).toMatch(/^is no ONNX model/)
    expect(await only([8, 8, 0x3a, 9, 0x0a], 'model.onnx')).toMatch(
      /^ends in the middle of field 7/,
    )
    expect(await only([8, 8, 0x3a, 2, 8, 1], 'model')).toMatch(/field 1, where none belongs/)
  })

  test('is never too deep: a graph in a graph in a graph', async () => {
    let bytes = Buffer.alloc(0)
    for (let depth = 0; depth < 200; depth++) {
      const graph = Buffer.concat([Buffer.from([0x32, ...varint(bytes.length)]), bytes])
      const node = Buffer.concat([Buffer.from([0x2a, ...varint(graph.length)]), graph])
      bytes = Buffer.concat([Buffer.from([0x0a, ...varint(node.length)]), node])
    }
    const model = Buffer.concat([Buffer.from([8, 8, 0x3a, ...varint(bytes.length)]), bytes])
    expect(await read(new Map([['model.onnx', model]]))).toMatch(/^is nested too deeply/)
  })

  test('is read without its weights: a file of 5 GB takes as long as one of 5 KB', async () => {
    const size = 5 * 2 ** 30
    const weights = size - 100
    const tensor = [0x4a, ...varint(weights)]
    const initializer = [0x2a, ...varint(weights + tensor.length), ...tensor]
    const head = Buffer.from([8, 8, 0x3a, ...varint(weights + initializer.length), ...initializer])
    let taken = 0
    const sparse: Bytes = {
      size: head.byteLength + weights,
      async read(offset, length) {
        taken += length
        const data = Buffer.alloc(Math.max(0, Math.min(length, this.size - offset)))
        head.copy(data, 0, offset)
        return data
      },
    }
    expect(await read(new Map(), 'model.onnx', sparse)).toHaveProperty('description')
    expect(taken).toBeLessThan(1 << 20)
  })

  test.each(cases)('%s survives damage', async (name) => {
    const [path, data] = [...filesIn(join(kept, name))].find(([path]) => /onnx$/.test(path)) ?? []
    await survives(onnxFormat, path ?? '', data ?? new Uint8Array())
  })
})

function varint(number: number): number[] {
  const bytes: number[] = []
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest]
    bytes.push((rest % 128) + 128)
  }
}
