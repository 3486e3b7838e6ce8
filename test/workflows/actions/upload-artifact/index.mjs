import { cpSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? ''
const path = resolve(process.env.GITHUB_WORKSPACE, input('path'))
const artifact = join(process.env.LOCAL_GITHUB, 'artifacts', input('name'))

if (input('overwrite') === 'true') rmSync(artifact, { recursive: true, force: true })
if (existsSync(artifact)) throw new Error(`an artifact with the name '${input('name')}' exists`)
if (existsSync(path)) {
  mkdirSync(artifact, { recursive: true })
  // Only what is below the path's own folder is kept of it.
  cpSync(path, statSync(path).isFile() ? join(artifact, basename(path)) : artifact, {
    recursive: true,
  })
} else if (input('if-no-files-found') === 'error') {
  throw new Error(`No files were found with the provided path: ${input('path')}`)
}
