/**
 * Content → blobs. Streamed in blocks, several at a time, in constant memory; resumable, because
 * every block is named by its content and every finished blob carries its hash.
 */
import { createHash } from 'node:crypto'
import type { BlockBlobClient } from '@azure/storage-blob'
import { ActionError } from '../errors.ts'
import type { Log } from '../log.ts'
import { type ContentFile, type Digested, reading } from '../model/content.ts'
import type { Upload } from '../plan/assets.ts'
import type { Datastore } from '../plan/state.ts'
import { startProgress } from '../progress.ts'
import type { Arm } from './arm.ts'
import { openDatastore, storageFailure } from './datastore.ts'
import { isNotFound } from './failure.ts'
import { persist } from './patience.ts'

const MiB = 1 << 20
/** What is in memory at once: 4 blocks of one large file, or 6 files that are each smaller than a block. */
const blockBytes = 8 * MiB
const blocksInFlight = 4
const filesInFlight = 6
/** "Scalability targets for Blob Storage": blocks in one blob. */
const mostBlocks = 50_000

/** The asset that an upload belongs to, as Azure's own clients note it on the first blob. */
export interface Claim {
  readonly name: string
  readonly version: string
}

export interface Uploaded {
  /** Whether every byte was there already. */
  readonly skipped: boolean
  readonly bytes: number
  /** What an earlier run noted, for an asset that it may or may not have registered. */
  readonly claimed?: Claim
  /** Notes the asset that the content was registered as. */
  claim(asset: Claim): Promise<void>
}

/** Uploads to the default datastore, opening it at the first need. */
export interface Uploader {
  /** The https URL of a path in the datastore. */
  url(path: string): string
  upload(upload: Upload, label: string, signal: AbortSignal): Promise<Uploaded>
}

export function makeUploader(arm: Arm, datastore: Datastore): Uploader {
  let opening: ReturnType<typeof openDatastore> | undefined
  return {
    url: (path) => `${datastore.url}/${datastore.container}/${path}`,
    async upload(upload, label, signal) {
      opening ??= openDatastore(arm, datastore, signal)
      const { client } = await opening
      try {
        const blobOf = (file: ContentFile) =>
          client.getBlockBlobClient(
            upload.content.kind === 'file' ? upload.path : `${upload.path}/${file.path}`,
          )
        return await uploadContent(upload.content, blobOf, label, arm.log, signal)
      } catch (error) {
        if (signal.aborted) throw signal.reason
        throw storageFailure(error, datastore)
      }
    },
  }
}

async function uploadContent(
  content: Digested,
  blobOf: (file: ContentFile) => BlockBlobClient,
  label: string,
  log: Log,
  signal: AbortSignal,
): Promise<Uploaded> {
  // Azure's clients note completion on the first file of the sorted folder, or on the file itself.
  const [first] = content.files
  if (!first) return { skipped: true, bytes: 0, claim: async () => {} }
  const indicator = blobOf(first)
  const found = await readMetadata(indicator, signal)
  const claimed =
    found?.['name'] && found['version']
      ? { claimed: { name: found['name'], version: found['version'] } }
      : {}
  const claim = async ({ name, version }: Claim) => {
    const metadata = { upload_status: 'completed', name, version, ...hashOf(content, first) }
    await persist((abortSignal) => indicator.setMetadata(metadata, { abortSignal }), { signal })
  }
  if (
    found?.['upload_status'] === 'completed' &&
    found['sha256'] === content.hashes.get(first.path)
  ) {
    return { skipped: true, bytes: content.bytes, ...claimed, claim }
  }

  const progress = startProgress(log, `uploading ${label}`, content.bytes)
  try {
    const upload = (file: ContentFile) =>
      uploadFile(file, content, blobOf(file), progress.add, log, signal)
    const isLarge = ({ bytes }: ContentFile) => bytes > blockBytes
    await eachAtOnce(
      content.files.filter((file) => !isLarge(file)),
      filesInFlight,
      upload,
    )
    // A large file fills the memory's share by itself, with several of its blocks at once.
    await eachAtOnce(content.files.filter(isLarge), 1, upload)
  } finally {
    progress.stop()
  }
  return { skipped: false, bytes: content.bytes, ...claimed, claim }
}

const hashOf = (content: Digested, file: ContentFile) => {
  const sha256 = content.hashes.get(file.path)
  return sha256 === undefined ? {} : { sha256 }
}

type Metadata = Readonly<Record<string, string>>

async function readMetadata(
  blob: BlockBlobClient,
  signal: AbortSignal,
): Promise<Metadata | undefined> {
  try {
    const found = await persist((abortSignal) => blob.getProperties({ abortSignal }), { signal })
    return found.metadata ?? {}
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

async function uploadFile(
  file: ContentFile,
  content: Digested,
  blob: BlockBlobClient,
  onBytes: (bytes: number) => void,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const sha256 = content.hashes.get(file.path)
  if ((await readMetadata(blob, signal))?.['sha256'] === sha256) {
    onBytes(file.bytes)
    return
  }
  const onRetry = (why: string) => log.debug(`upload of ${file.path}: ${why}; trying again`)
  const metadata = sha256 === undefined ? {} : { sha256 }
  const upload = file.bytes > blockBytes ? uploadBlocks : uploadWhole
  await upload({ file, blob, sha256, metadata, onBytes, onRetry, signal })
}

interface FileUpload {
  readonly file: ContentFile
  readonly blob: BlockBlobClient
  readonly sha256: string | undefined
  readonly metadata: Record<string, string>
  readonly onBytes: (bytes: number) => void
  readonly onRetry: (why: string) => void
  readonly signal: AbortSignal
}

function refuseChange(file: ContentFile, actual: string, expected: string | undefined): void {
  if (actual === expected) return
  throw new ActionError({
    code: 'model-changed',
    message: `'${file.path}' changed while it was being uploaded`,
    hint: 'Make sure that the step that writes it has ended before this one begins.',
  })
}

/** A file that fits in one block goes in one request. */
async function uploadWhole(upload: FileUpload): Promise<void> {
  const { file, blob, sha256, metadata, onBytes, onRetry, signal } = upload
  const buffer = Buffer.alloc(file.bytes)
  // One byte more than was listed would be another file.
  const [read, more] = await reading(file, async (fill) => [
    await fill(buffer),
    await fill(Buffer.alloc(1)),
  ])
  const hash = createHash('sha256').update(buffer.subarray(0, read)).digest('hex')
  refuseChange(file, more === 0 ? hash : '', sha256)
  await persist(
    (abortSignal) => blob.upload(buffer, buffer.byteLength, { abortSignal, metadata }),
    { signal, onRetry, bytes: buffer.byteLength },
  )
  onBytes(buffer.byteLength)
}

/** A large file goes in blocks, several at a time, and exists only when all of them are there. */
async function uploadBlocks(upload: FileUpload): Promise<void> {
  const { file, blob, sha256, metadata, onBytes, onRetry, signal } = upload
  const size = Math.max(blockBytes, Math.ceil(file.bytes / mostBlocks / MiB) * MiB)
  const staged = await stagedBlocks(blob, signal)
  const whole = createHash('sha256')
  const ids: string[] = []
  const inFlight = new Set<Promise<void>>()
  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  const idle: Buffer[] = []

  await reading(file, async (fill) => {
    for (;;) {
      const buffer = idle.pop() ?? Buffer.allocUnsafeSlow(size)
      const bytes = await fill(buffer)
      either.throwIfAborted()
      if (bytes === 0) break
      const block = buffer.subarray(0, bytes)
      whole.update(block)
      const id = blockId(ids.length, block)
      ids.push(id)
      if (staged.has(id)) {
        onBytes(bytes)
        idle.push(buffer)
        continue
      }
      const stage = persist((abortSignal) => blob.stageBlock(id, block, bytes, { abortSignal }), {
        signal: either,
        onRetry,
        bytes,
      }).then(() => {
        onBytes(bytes)
        idle.push(buffer)
      })
      const tracked = stage.finally(() => inFlight.delete(tracked))
      // The first failure is thrown below; the others must not go unhandled meanwhile.
      tracked.catch((error: unknown) => failed.abort(error))
      inFlight.add(tracked)
      if (inFlight.size >= blocksInFlight) await Promise.race(inFlight)
    }
    await Promise.all(inFlight)
  })
  refuseChange(file, whole.digest('hex'), sha256)
  await persist((abortSignal) => blob.commitBlockList(ids, { abortSignal, metadata }), {
    signal,
    onRetry,
  })
}

/** Blocks that an earlier run staged and did not live to commit. */
async function stagedBlocks(
  blob: BlockBlobClient,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  try {
    const list = await persist((abortSignal) => blob.getBlockList('uncommitted', { abortSignal }), {
      signal,
    })
    return new Set((list.uncommittedBlocks ?? []).map((block) => block.name))
  } catch (error) {
    if (isNotFound(error)) return new Set()
    throw error
  }
}

/** All ids of a blob must be equally long; the block's place and its bytes make it. */
function blockId(index: number, block: Uint8Array): string {
  const hash = createHash('sha256').update(block).digest('hex').slice(0, 40)
  return Buffer.from(`${String(index).padStart(6, '0')}-${hash}`).toString('base64')
}

/** Runs `work` for every item, at most `width` at a time. */
async function eachAtOnce<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  const lane = async () => {
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane))
}
