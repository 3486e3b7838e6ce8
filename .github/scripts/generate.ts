/**
 * Writes what repeats a table: action.yml and the generated parts of the documents. With
 * `--check` writes nothing and fails when a file is not what it would write. (The schema in dist/ is
 * written by the build, from the same documents.ts.)
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { actionYaml, documentFrom, parts } from './documents.ts'
import { root } from './root.ts'

const read = (file: string) => {
  try {
    return readFileSync(new URL(file, root), 'utf8')
  } catch {
    return ''
  }
}

/** The generated files whose content is not what the tables say, with what it should be. */
export function outdated(): ReadonlyMap<string, string> {
  const wanted = new Map([
    ['action.yml', actionYaml()],
    ...Object.keys(parts).map((file) => [file, documentFrom(file, read(file))] as const),
  ])
  return new Map([...wanted].filter(([file, text]) => text !== read(file)))
}

if (import.meta.main) {
  const files = outdated()
  if (process.argv.includes('--check')) {
    for (const file of files.keys())
      console.error(`${file} does not match the tables that it is made of: run 'npm run generate'`)
    process.exitCode = files.size > 0 ? 1 : 0
  } else {
    for (const [file, text] of files) {
      writeFileSync(new URL(file, root), text)
      console.log(`wrote ${file}`)
    }
    if (files.size === 0) console.log('action.yml and docs/ are up to date')
  }
}
