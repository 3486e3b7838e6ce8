/** How Azure's own services reach the blobs: past the firewall and without a caller's credential. */
import { createWriteStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { BlobLocation, BlobStorage } from '../types.ts'
import { authorizationOf } from './identity.ts'

type Doors = Pick<BlobStorage, 'list' | 'download' | 'readText' | 'writeText' | 'writeBytes'> & {
  createContainer(account: string, container: string): Promise<void>
}

interface Blob {
  /** Within its container. */
  readonly path: string
  readonly bytes: number
}

/** The doors of the Azurite at `origin`. */
export function doors(origin: string): Doors {
  async function call(
    method: string,
    { account, container, path }: BlobLocation,
    query = '',
    init: { body?: string | Uint8Array; headers?: Record<string, string>; tolerated?: number } = {},
  ): Promise<Response> {
    const url = [origin, account, container, ...path.split('/').map(encodeURIComponent)].join('/')
    const response = await fetch(`${url.replace(/\/$/, '')}${query}`, {
      method,
      headers: {
        authorization: authorizationOf(),
        'x-ms-version': '2025-11-05',
        ...init.headers,
      },
      ...(init.body !== undefined && { body: init.body }),
    })
    if (response.ok || response.status === init.tolerated) return response
    const code = response.headers.get('x-ms-error-code') ?? `HTTP ${response.status}`
    throw new Error(`${method} ${container}/${path}: ${code}`)
  }

  async function list(at: BlobLocation): Promise<readonly Blob[]> {
    const blobs: Blob[] = []
    let marker = ''
    do {
      const query = new URLSearchParams({
        restype: 'container',
        comp: 'list',
        prefix: at.path,
        marker,
      })
      const xml = await (await call('GET', { ...at, path: '' }, `?${query}`)).text()
      for (const [blob] of xml.matchAll(/<Blob>.*?<\/Blob>/gs)) {
        blobs.push({ path: element(blob, 'Name'), bytes: Number(element(blob, 'Content-Length')) })
      }
      marker = element(xml, 'NextMarker')
    } while (marker !== '')
    const within = at.path === '' ? '' : `${at.path.replace(/\/$/, '')}/`
    return blobs.filter(({ path }) => path === at.path || path.startsWith(within))
  }

  /** Tries again, as Azure does, when less arrives than was announced. */
  async function save(at: BlobLocation, bytes: number, file: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true })
    let size = -1
    for (let tries = 0; tries < 3 && size !== bytes; tries++) {
      const { body } = await call('GET', at)
      await pipeline(
        body === null ? Readable.from([]) : Readable.fromWeb(body),
        createWriteStream(file),
      )
      size = (await stat(file)).size
    }
    if (size !== bytes)
      throw new Error(`GET ${at.container}/${at.path}: ${size} of ${bytes} bytes arrived`)
  }

  async function createContainer(account: string, container: string): Promise<void> {
    const at = { account, container, path: '' }
    await call('PUT', at, '?restype=container', { tolerated: 409 })
  }

  async function write(at: BlobLocation, body: string | Uint8Array, type: string): Promise<void> {
    await createContainer(at.account, at.container)
    const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-type': type }
    await call('PUT', at, '', { body, headers })
  }

  return {
    list,
    async download(at, directory) {
      const root = at.path.replace(/\/$/, '')
      const blobs = await list({ ...at, path: root })
      if (blobs.length === 0) throw new Error(`GET ${at.container}/${at.path}: BlobNotFound`)
      const whole = blobs.some(({ path }) => path === root)
      for (const { path, bytes } of blobs) {
        if (whole && path !== root) continue
        const file = join(directory, basename(root), path.slice(root.length))
        await save({ ...at, path }, bytes, file)
      }
    },
    async readText(at) {
      return (await call('GET', at)).text()
    },
    writeText: (at, text) => write(at, text, 'text/plain'),
    writeBytes: (at, bytes) => write(at, bytes, 'application/octet-stream'),
    createContainer,
  }
}

const element = (xml: string, name: string) =>
  plain(new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(xml)?.[1] ?? '')

const plain = (text: string) =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&')
