/** The models that are kept say nothing of the machine that they were made on. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const kept = join(import.meta.dirname, '../models/kept')
const files = readdirSync(kept, { recursive: true, withFileTypes: true }).flatMap((entry) =>
  entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
)
/** The path of a Python file from the root on; test/models/keep.ts makes everything in /srv/zoo. */
const elsewhere = /(?<![\w.:/])\/(?!srv\/zoo\/)[\w.-]+\/[\w./-]+\.py\b/

test('no kept model names a folder of whoever made it', () => {
  expect(files.length).toBeGreaterThan(500)
  const named = files.flatMap((file) => {
    const found = elsewhere.exec(readFileSync(file, 'latin1'))
    return found ? [`${file}: ${found[0]}`] : []
  })
  expect(named).toEqual([])
})
