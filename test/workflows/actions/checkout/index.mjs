import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? ''
const {
  LOCAL_GITHUB: home,
  GITHUB_WORKSPACE: workspace,
  GITHUB_REPOSITORY,
  GITHUB_SHA,
} = process.env

const repository = input('repository')
const source = join(home, 'repositories', repository)
const target = resolve(workspace, input('path'))
if (relative(workspace, target).startsWith('..'))
  throw new Error(`${target} is not under ${workspace}`)
if (!existsSync(source)) throw new Error(`repository '${repository}' not found`)
const ref = input('ref') || (repository === GITHUB_REPOSITORY ? GITHUB_SHA : 'HEAD')

// Whatever was in the folder before is gone, another checkout below it included.
mkdirSync(target, { recursive: true })
for (const name of readdirSync(target)) rmSync(join(target, name), { recursive: true })

const git = (...args) => execFileSync('git', args, { cwd: target, encoding: 'utf8' })
const commit = git('-C', source, 'rev-parse', `${ref}^{commit}`).trim()
git('init', '--quiet', '--initial-branch=main')
// The objects stay where they are, and are read there.
writeFileSync(join(target, '.git/objects/info/alternates'), join(source, '.git/objects\n'))
if (input('fetch-depth') === '0') {
  git('remote', 'add', 'origin', source)
  git('fetch', '--quiet', '--tags', 'origin')
}
const patterns = input('sparse-checkout')
  .split('\n')
  .filter((line) => line.trim() !== '')
if (patterns.length > 0) {
  const mode = input('sparse-checkout-cone-mode') === 'true' ? '--cone' : '--no-cone'
  git('sparse-checkout', 'set', mode, ...patterns)
}
git('checkout', '--quiet', '--detach', commit)

if (input('lfs') === 'true')
  for (const name of git('ls-files', '-z')
    .split('\0')
    .filter((name) => name !== '')) {
    const file = join(target, name)
    if (!existsSync(file)) continue
    const pointer = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\noid sha256:([0-9a-f]{64})\n/
    const oid = pointer.exec(readFileSync(file, 'latin1'))?.[1]
    if (oid) writeFileSync(file, readFileSync(join(home, 'lfs', oid)))
  }
