/** Trusted roots by The Update Framework, which notices old, forged and mixed-up ones. The only importer of tuf-js. */
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Fetcher, Updater } from 'tuf-js'
// The one error that the updater tells apart, which the package's own entry does not name.
import { DownloadHTTPError, DownloadLengthMismatchError } from 'tuf-js/dist/error.js'
import { ActionError, reasonOf } from '../errors.ts'
import type { Download } from './download.ts'

/** Where a repository is, and the metadata that all else is verified from, however old. */
export interface TufRepository {
  readonly url: string
  readonly root: unknown
}

/** What a download may come to. */
export interface Means {
  readonly download: Download
  /** A folder for what is needed only during the run. */
  readonly scratch: string
  readonly signal: AbortSignal
}

const target = 'trusted_root.json'

/**
 * The newest trusted root of a repository, as JSON. Throws `network` when it cannot be reached, and
 * `attestation-invalid` when what it offers is not signed as it must be.
 */
export async function fetchTrustedRoot(
  { url, root }: TufRepository,
  { download, scratch, signal }: Means,
): Promise<unknown> {
  const folder = await mkdtemp(join(scratch, 'tuf-'))
  const targets = join(folder, 'targets')
  await mkdir(targets)
  await writeFile(join(folder, 'root.json'), JSON.stringify(root))
  let unanswered: unknown
  try {
    const updater = new Updater({
      metadataDir: folder,
      metadataBaseUrl: url,
      targetDir: targets,
      targetBaseUrl: `${url}/targets`,
      fetcher: fetcherBy(download, folder, signal, (error) => {
        unanswered = error
      }),
    })
    const info = await updater.getTargetInfo(target)
    if (!info) throw new Error(`it has no ${target}`)
    return JSON.parse(await readFile(await updater.downloadTarget(info), 'utf8'))
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    throw unanswered === undefined ? forged(url, cause) : unreachable(url, unanswered)
  }
}

const unreachable = (url: string, cause: unknown) =>
  new ActionError({
    code: 'network',
    message: `the trusted root that attestations are verified by could not be fetched from ${url}: ${reasonOf(cause)}`,
    hint: "Let the runner reach that host, or commit what 'gh attestation trusted-root' prints and name the file in 'verify-attestation' as 'trusted-root'. Nothing was deployed.",
    cause,
  })

const forged = (url: string, cause: unknown) =>
  new ActionError({
    code: 'attestation-invalid',
    message: `${url} offers no trusted root that is signed as it must be: ${reasonOf(cause)}`,
    hint: 'Something between the runner and that host, or its mirror, answers in its place, or the clock of the runner is wrong. Nothing was deployed.',
    cause,
  })

/** `fails` hears why there was no answer, which the updater wraps beyond recognition. */
function fetcherBy(
  download: Download,
  folder: string,
  signal: AbortSignal,
  fails: (error: unknown) => void,
): Fetcher {
  const downloadBytes = async (url: string, most: number): Promise<Buffer> => {
    const { status, body } = await download(url, signal).catch((error: unknown) => {
      fails(error)
      throw error
    })
    if (status !== 200) {
      const error = new DownloadHTTPError(`HTTP ${status} for ${url}`, status)
      // Whether there is a newer root is found out by asking for it.
      if (status !== 404 && status !== 403) fails(error)
      throw error
    }
    if (body.byteLength > most) throw new DownloadLengthMismatchError(`${url} is too long`)
    return Buffer.from(body)
  }
  return {
    downloadBytes,
    async downloadFile(url, most, handle) {
      const file = join(folder, 'download')
      await writeFile(file, await downloadBytes(url, most))
      return handle(file)
    },
  }
}
