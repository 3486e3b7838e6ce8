/**
 * Writes what repeats the tables in src/: action.yml and the generated parts of README.md. With
 * `--check` writes nothing and fails when a file is not what it would write. (The schema in dist/ is
 * written by the build, from the same documents.ts.)
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { actionYaml, readmeFrom } from './documents.ts'
import { replacePart } from './markdown.ts'
import { migrationParts } from './migrations.ts'
import { root } from './root.ts'

const read = (file: string) => {
  try {
    return readFileSync(new URL(file, root), 'utf8')
  } catch {
    return ''
  }
}

const migrationFrom = (file: string, parts: Readonly<Record<string, () => string>>) =>
  Object.entries(parts).reduce(
    (text, [part, write]) => replacePart(text, part, write()),
    read(file),
  )

/** The generated files whose content is not what the tables say, with what it should be. */
export function outdated(): ReadonlyMap<string, string> {
  const wanted = new Map([
    ['action.yml', actionYaml()],
    ['README.md', readmeFrom(read('README.md'))],
    ...Object.entries(migrationParts).map(
      ([file, parts]) => [file, migrationFrom(file, parts)] as const,
    ),
  ])
  return new Map([...wanted].filter(([file, text]) => text !== read(file)))
}

if (import.meta.main) {
  const files = outdated()
  if (process.argv.includes('--check')) {
    for (const file of files.keys())
      console.error(`${file} does not match the tables in src/plan: run 'npm run generate'`)
    process.exitCode = files.size > 0 ? 1 : 0
  } else {
    for (const [file, text] of files) {
      writeFileSync(new URL(file, root), text)
      console.log(`wrote ${file}`)
    }
    if (files.size === 0) console.log('action.yml and README.md are up to date')
  }
}
