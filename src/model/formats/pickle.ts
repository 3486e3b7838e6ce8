/** Models that were saved with pickle, joblib, cloudpickle or dill, compressed or not. */
import { Cursor } from '../bytes.ts'
import { type Compression, compressionOf, decompressed } from '../compression/index.ts'
import type { Finding } from '../description.ts'
import type { FileFormat, ModelFile, Reading } from '../format.ts'
import { BrokenPickle, type Walk, type WalkOptions, walkPickle } from '../pickle/walk.ts'
import { judgePickle } from '../scan/judge.ts'
import { describePickle } from '../sklearn/describe.ts'
import { plainScript } from '../sklearn/suggestion.ts'
import { Unreadable } from '../unreadable.ts'
import { catboostBlob } from './catboost.ts'
import { lightgbmBlob } from './lightgbm.ts'
import { xgboostBlob } from './xgboost.ts'

export const pickleFormat: FileFormat = {
  name: 'pickle',
  recognises: (head, name) => compressionOf(head) !== 'none' || looksLikePickle(head, name),
  async read(file) {
    const unpacked = await unpack(file)
    if (unpacked === undefined) return undefined
    const { cursor, compression } = unpacked
    if (!looksLikePickle(cursor.look().subarray(0, headSize), file.path)) return undefined
    return read(file, cursor, compression)
  },
}

const headSize = 512

/** What is compressed in the same ways, but no pickle by its name: what it holds decides. */
const otherwiseCompressed = /\.(tar\.\w+|tgz|tbz2?|txz|json\.gz|csv\.gz|rds|rda|rdata)$/i

/** Names under which pickle, joblib, PyTorch and transformers are given a pickle to load. */
export const pickleName =
  /\.(pkl|pickle|joblib|jbl|sav|dill|cloudpickle|p|pk|pt|pth|ckpt)(\.\w+)?$|(^|\/)pytorch_model[^/]*\.bin$/i
const compressedName = /\.(z|gz|bz2|xz|lzma|lz4)$/i

/** Behind the compression, if there is any: a few bytes may look like one by accident. */
async function unpack(
  file: ModelFile,
): Promise<{ cursor: Cursor; compression: Compression } | undefined> {
  try {
    const { stream, compression } = await decompressed(file.bytes)
    const cursor = new Cursor(stream)
    await cursor.ready(headSize)
    return { cursor, compression }
  } catch (error) {
    const isMeant =
      pickleName.test(file.path) ||
      (compressedName.test(file.path) && !otherwiseCompressed.test(file.path))
    if (error instanceof Unreadable && !isMeant) return undefined
    throw error
  }
}

/** What honest picklers of protocols 0 and 1 write first: an import, a container that is memoized. */
const oldBeginning = /^\(?c[\w.]+\n[\w.]+\n|^\([dlt]p\d+\n|^[\]})]q|^\(S['"]|^\(V.*\n/

/** Any opcode that can begin a pickle: what a hostile one may begin with, under a pickle's name. */
const opcodes = '(]})NIJKLMFGSTUVXBCPcil\x80\x82\x83\x84\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x95\x96'

function looksLikePickle(head: Uint8Array, name: string): boolean {
  const [first = 0, second = 0] = head
  // Nobody writes protocols 0 and 1 so, but Python takes them.
  if (first === 0x80) return second <= 5
  const text = Buffer.from(head.subarray(0, headSize)).toString('latin1')
  return oldBeginning.test(text) || (pickleName.test(name) && opcodes.includes(text.charAt(0)))
}

/** The number with which torch.save begins its older files (torch/serialization.py, MAGIC_NUMBER). */
const torchMagic = 0x1950a86a20f9469cfc6cn

async function read(
  { path, signal }: ModelFile,
  cursor: Cursor,
  compression: Compression,
): Promise<Reading | undefined> {
  const options = { signal, blobs: [xgboostBlob, lightgbmBlob, catboostBlob], joblib: true }
  try {
    const walk = await walkPickle(cursor, options)
    if (walk.root === torchMagic) return undefined
    const description = describePickle(path, walk)
    const packages = compression === 'lz4' ? { lz4: undefined } : {}
    const behind = await walksBehind(cursor, options)
    return {
      description: { ...description, packages: { ...description.packages, ...packages } },
      findings: [walk, ...behind].flatMap((each) => judgePickle(path, each)),
    }
  } catch (error) {
    if (!(error instanceof BrokenPickle)) throw error
    return damaged(path, error)
  }
}

/**
 * What is dangerous in a file should somebody unpickle it, whatever it begins like and else may be:
 * one file can be two things. What bytes spell by chance is left out.
 */
export async function ifUnpickled(file: ModelFile): Promise<readonly Finding[]> {
  const found = await findingsAnyway(file)
  return found.filter(({ verdict, what }) => verdict === 'dangerous' && /^[\w.]+\.\w+$/.test(what))
}

async function findingsAnyway(file: ModelFile): Promise<readonly Finding[]> {
  try {
    const { stream } = await decompressed(file.bytes)
    const walk = await walkPickle(new Cursor(stream), { signal: file.signal, joblib: true })
    return judgePickle(file.path, walk)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return error instanceof BrokenPickle ? judgePickle(file.path, error.walk) : []
  }
}

/** More pickles in one file are the habit of some, but never of a thousand. */
const mostPickles = 1_000

/**
 * Pickles that follow in the same file: joblib leaves them unread, but whoever asks what is in the
 * file wants to know. Whatever else stands there is nobody's business.
 */
async function walksBehind(cursor: Cursor, options: WalkOptions): Promise<readonly Walk[]> {
  const walks: Walk[] = []
  try {
    while (walks.length < mostPickles) {
      await cursor.ready(headSize)
      if (!looksLikePickle(cursor.look().subarray(0, headSize), '')) break
      walks.push(await walkPickle(cursor, options))
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    if (error instanceof BrokenPickle) walks.push(error.walk)
  }
  return walks
}

/**
 * Loading a damaged pickle fails, but only after it has done what stands before the damage: whoever
 * hides something dangerous there must not get away with an error about a file that was cut off.
 */
function damaged(path: string, error: BrokenPickle): Reading {
  const { walk, message } = error
  const findings = judgePickle(path, walk)
  if (!findings.some((finding) => finding.verdict === 'dangerous')) throw error
  const needsCode = { reason: `it ${message}`, script: plainScript(path) }
  return { description: { ...describePickle(path, walk), needsCode }, findings }
}
