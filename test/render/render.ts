/**
 * Takes the pictures of docs/images/ anew: `node test/render/render.ts [name …]`, after a build. It needs
 * Chromium (`apt-get install chromium`, or CHROMIUM=<path>); all else it installs into .cache/render.
 */
import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { packages, toPage, widths } from './page.ts'
import { collectPictures, type Picture } from './stories.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
const folder = join(root, '.cache/render')
const images = join(root, 'docs/images')
const chromium = process.env['CHROMIUM'] ?? 'chromium'

/** Nothing is fetched, and a page that is never done is not waited for. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--hide-scrollbars',
  '--allow-file-access-from-files',
  '--force-device-scale-factor=1',
  '--virtual-time-budget=20000',
]

async function install(): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{"private": true}\n')
  await run('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder })
}

/** The height of a page; throws what Mermaid has against it. */
async function heightOf(page: string): Promise<number> {
  const { stdout } = await run(chromium, [...flags, '--dump-dom', page], { maxBuffer: 64e6 })
  const title = /<title>(.*?)<\/title>/s.exec(stdout)?.[1] ?? ''
  if (!/^\d+$/.test(title)) throw new Error(`${page}: ${title || 'it was never drawn'}`)
  return Number(title)
}

interface Sharp {
  png(options: object): { toFile(path: string): Promise<unknown> }
}

async function take(picture: Picture): Promise<void> {
  const path = join(folder, `${picture.name}.html`)
  const page = pathToFileURL(path).href
  await writeFile(path, toPage(picture, folder))
  await writeFile(join(folder, `${picture.name}.md`), picture.markdown)
  const size = `--window-size=${widths[picture.shown]},${await heightOf(page)}`
  const shot = join(folder, `${picture.name}.png`)
  await run(chromium, [...flags, size, `--screenshot=${shot}`, page])
  // Flat colours need no more than a palette.
  const sharp = createRequire(join(folder, 'package.json'))('sharp') as (data: Buffer) => Sharp
  const small = join(images, `${picture.name}.png`)
  await sharp(await readFile(shot))
    .png({ palette: true, colours: 128, effort: 10 })
    .toFile(small)
  await rm(shot)
  process.stdout.write(`${small}\n`)
}

await install()
await mkdir(images, { recursive: true })
const wanted = process.argv.slice(2)
for (const picture of await collectPictures())
  if (wanted.length === 0 || wanted.includes(picture.name)) await take(picture)
