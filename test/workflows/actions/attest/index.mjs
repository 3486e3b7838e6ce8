import { createHash } from 'node:crypto'
import { appendFileSync, globSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

const { LOCAL_GITHUB: home, GITHUB_WORKSPACE: workspace } = process.env
const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? ''
const digest = (file) => createHash('sha256').update(readFileSync(file)).digest('hex')

const subjects = input('subject-path')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .flatMap((pattern) => globSync(pattern, { cwd: workspace }).map((file) => join(workspace, file)))
  .filter((file) => statSync(file).isFile())
if (subjects.length === 0) throw new Error('Could not find subject at path')
const sbom =
  input('sbom-path') && JSON.parse(readFileSync(join(workspace, input('sbom-path')), 'utf8'))

appendFileSync(
  join(home, 'attestations.jsonl'),
  `${JSON.stringify({
    subjects: Object.fromEntries(subjects.map((file) => [basename(file), digest(file)])),
    ...(sbom ? { sbom } : {}),
  })}\n`,
)
