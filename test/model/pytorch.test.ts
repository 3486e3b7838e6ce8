/** PyTorch's files, as PyTorch itself wrote them, and as nobody should. */
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bytesOf } from '../../src/model/bytes.ts'
import type { Reading } from '../../src/model/format.ts'
import { torchFormat } from '../../src/model/formats/pytorch.ts'
import { readCases } from '../models/zoo.ts'
import { outcome, survives } from './damage.ts'
import { storedZip } from './zip.ts'

const pickle = (text: string) => Buffer.from(text, 'latin1')
const kept = join(import.meta.dirname, '../models/kept')
type Files = Readonly<Record<string, Uint8Array | string>>

const versions = ['pytorch-2.6.0', 'pytorch-2.15.0']

describe.for(versions)('%s', async (version) => {
  for (const { name, model, facts } of await readCases(join(kept, version))) {
    test(`says what ${name} is`, async () => {
      const { description, findings } = await read(basename(model), await readFile(model))
      expect(description).toMatchObject({ ...facts, path: basename(model) })
      expect(description.needsCode === undefined).toBe(!('needsCode' in facts))
      const unclear = findings.filter(({ verdict }) => verdict !== 'known')
      expect(unclear.map(({ what }) => what)).toEqual(
        name.includes('module') ? ['__main__.Iris'] : [],
      )
    })

    test(`meets a damaged ${name} with a clear error or a right answer`, async () => {
      await survives(torchFormat, basename(model), await readFile(model))
    })
  }
})

test('names a state dict’s parameters in the script that it suggests', async () => {
  const file = await readFile(join(kept, 'pytorch-2.6.0/weights/model.pth'))
  const { description } = await read('model.pth', file)
  expect(description.holds).toBe('weights of 4 parameters, without their model')
  expect(description.needsCode?.script).toContain(
    '# Its parameters: hidden.weight [8, 4], hidden.bias [8], last.weight [3, 8], last.bias [3]',
  )
})

test('says where the class of a pickled module must be', async () => {
  const file = await readFile(join(kept, 'pytorch-2.6.0/module/model.pt'))
  const { description } = await read('model.pt', file)
  expect(description.needsCode?.reason).toBe(
    'its pickle imports Iris from the script that saved it',
  )
  expect(description.needsCode?.script).toContain('__main__.Iris = Iris')
})

test('leaves other zip archives to others', async () => {
  expect(await outcome(torchFormat, 'a.zip', bytesOf(storedZip({ 'a/b.txt': 'text' })))).toBe(
    undefined,
  )
})

const attack = pickle('\x80\x02cos\nsystem\nX\x02\0\0\0id\x85R.')

test.for<[string, Files]>([
  ['a saved object', { 'a/data.pkl': attack }],
  ['a pickle beside the object', { 'a/data.pkl': pickle('\x80\x02}.'), 'a/extra.pkl': attack }],
  ['the constants of TorchScript', script({ 'a/constants.pkl': attack })],
  ['the sample inputs of an export', exported({}, { 'a/data/sample_inputs/model.pt': attack })],
  ['a pickled object of an export', exported({}, { 'a/data/constants/opaque_obj_0': attack })],
  [
    'weights that an export calls pickled',
    exported(
      {},
      {
        'a/data/weights/model_weights_config.json':
          '{"config": {"w": {"path_name": "weight_0", "use_pickle": true}}}',
        'a/data/weights/weight_0': storedZip({ 'b/data.pkl': attack }),
      },
    ),
  ],
])('finds a command in %s', async ([, files]) => {
  expect(await dangers(files)).toEqual(['os.system'])
})

test.for<[string, string]>([
  ['torch.save(x, "/tmp/x")', 'aten::save'],
  ['t.save(x, "/tmp/x")', 'aten::save'],
  ['y = torch . from_file("/etc/passwd", False, 3)', 'aten::from_file'],
  ['fut = rpc_async("worker", f, x)', 'prim::rpc_async'],
])('finds what TorchScript does to files: %s', async ([line, what]) => {
  expect(await dangers(script({ 'a/code/__torch__.py': source(line) }))).toEqual([what])
})

test('knows the operators of torchvision, and that their package is needed', async () => {
  const files = script({ 'a/code/__torch__.py': source('y = ops.torchvision.nms(x, x, 0.5)') })
  const { description, findings } = await read('model.pt', storedZip(files))
  expect(description.packages).toEqual({ torchvision: undefined })
  expect(findings.at(-1)).toMatchObject({ verdict: 'known', what: 'torchvision::nms' })
})

test('takes a function of torchvision’s own code for no operator', async () => {
  const files = script({
    'a/code/__torch__.py': source('y = __torch__.torchvision.ops.boxes.nms(x, x, 0.5)'),
  })
  expect((await read('model.pt', storedZip(files))).findings).toEqual([])
})

test.for<[object]>([
  [{ expr_str: "__import__('os').system('id')" }],
  [{ expr_str: 'eval(chr(105)+chr(100))' }],
  [{ expr_str: '(open)(1)' }],
  [{ guards_code: ["L['x'].size()[0] == 3", 'exit()'] }],
  [{ guards_code: ["L['x'].__class__ == 3"] }],
  [{ target: 'torch.os.system' }],
  [{ target: '_operator.methodcaller' }],
  [{ target: 'torch.ops.aten.from_file.default' }],
  [{ range_constraints: { 'exec(s0)': {} } }],
])('finds what an exported program makes Python run: %o', async ([part]) => {
  expect(await dangers(exported(part))).toHaveLength(1)
})

test.for<[object]>([
  [{ expr_str: "Symbol('s0', positive=True, integer=True)" }],
  [{ expr_str: '2*s0 + FloorDiv(s1, 2)' }],
  [{ expr_str: '1.5*ToFloat(s0)' }],
  [{ guards_code: ["L['x'].size()[0] == L['args'][0].size()[1]", 'math.ceil(2) <= 3'] }],
  [{ target: 'torch.ops.aten.add.Tensor' }],
  [{ target: '_operator.mul' }],
])('gives no alarm for what PyTorch writes: %o', async ([part]) => {
  const { findings } = await read('model.pt2', storedZip(exported(part)))
  expect(findings).toEqual([])
})

/** Reads a file that must be one of PyTorch's. */
async function read(path: string, data: Uint8Array): Promise<Reading> {
  const reading = await outcome(torchFormat, path, bytesOf(data))
  if (typeof reading !== 'object') throw new Error(`not read: ${reading}`)
  return reading
}

/** What is dangerous in an archive of these files. */
async function dangers(files: Files): Promise<readonly string[]> {
  const { findings } = await read('model.pt', storedZip(files))
  return findings.filter(({ verdict }) => verdict === 'dangerous').map(({ what }) => what)
}

/** The files of a TorchScript archive, some of them others. */
function script(files: Files): Files {
  const empty = pickle('\x80\x02).')
  const net = pickle('\x80\x02c__torch__\nNet\n)\x81}b.')
  return {
    'a/constants.pkl': empty,
    'a/data.pkl': net,
    'a/code/__torch__.py': source(''),
    ...files,
  }
}

/** A module with this line in its forward. */
function source(line: string): string {
  const head = '  def forward(self: __torch__.Net,\n    x: Tensor) -> Tensor:'
  return `class Net(Module):\n${head}\n    ${line}\n    return x\n`
}

/** The files of an exported program, and more. */
function exported(program: object, files: Files = {}): Files {
  return { 'a/archive_format': 'pt2', 'a/models/model.json': JSON.stringify(program), ...files }
}
