import { cpSync, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? ''
const artifact = join(process.env.LOCAL_GITHUB, 'artifacts', input('name'))

if (!existsSync(artifact)) {
  console.log(
    `::error::Unable to download artifact(s): Artifact not found for name: ${input('name')}`,
  )
  process.exit(1)
}
cpSync(artifact, resolve(process.env.GITHUB_WORKSPACE, input('path')), { recursive: true })
