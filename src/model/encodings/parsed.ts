/** Configurations in YAML and JSON: small files, parsed whole and with bounds. */
import { parseDocument, visit } from 'yaml'
import type { ModelFolder } from '../format.ts'
import { Unreadable } from '../unreadable.ts'
import { deepest, type Kept } from './kept.ts'

/** A configuration is small; most of a large one is a signature, in JSON. */
const largestYaml = 2 << 20
/** Lines, names and values: a hundred thousand take a second. Ten thousand columns have 80,000 in JSON. */
const mostMarks = 200_000
/** PyYAML writes an alias where one list stands in two places; each is looked for in the whole document. */
const mostAliases = 100

/** Parses one YAML document; throws Unreadable for anything else. */
export function parseYaml(text: string): Kept {
  if (text.length > largestYaml)
    throw new Unreadable(`has ${text.length} characters, more than a configuration ever has`)
  if ((text.match(/[\n,:[\]{}]/g) ?? []).length > mostMarks)
    throw new Unreadable('has more lines and values than a configuration ever has')
  return refusing('YAML', () => {
    // Looking for a repeated key compares every key with every other.
    const document = parseDocument(text, { uniqueKeys: false, logLevel: 'error' })
    const [error] = document.errors
    if (error) throw error
    let aliases = 0
    visit(document, { Alias: () => (++aliases > mostAliases ? visit.BREAK : undefined) })
    if (aliases > mostAliases) throw new Unreadable(`has more than ${mostAliases} aliases`)
    return document.toJS({ mapAsMap: true, maxAliasCount: mostAliases })
  })
}

/** Parses a JSON text; throws Unreadable for anything else. */
export const parseJson = (text: string): Kept => refusing('JSON', () => JSON.parse(text))

/** Parses; whatever a parser throws, a stack too deep for instance, makes the text unreadable. */
function refusing(language: string, parse: () => unknown): Kept {
  try {
    return keep(parse(), 0)
  } catch (error) {
    if (error instanceof Unreadable) throw error
    const [why = ''] = error instanceof Error ? error.message.split('\n') : []
    if (why.startsWith('Maximum call stack')) throw new Unreadable('is nested too deeply')
    // What follows a comma is a piece of the file.
    throw new Unreadable(`is no ${language}: ${why.replace(/:$|, (\.\.\.)?".*$/, '')}`)
  }
}

function keep(value: unknown, depth: number): Kept {
  if (depth > deepest) throw new Unreadable('is nested too deeply')
  if (Array.isArray(value)) return value.map((item) => keep(item, depth + 1))
  if (typeof value === 'object' && value !== null) {
    const members = value instanceof Map ? [...value] : Object.entries(value)
    return new Map(members.map(([name, member]) => [String(name), keep(member, depth + 1)]))
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  return null
}

/** Reads a file of a folder and parses it; what is unreadable of it is said of the file. */
export const parsedFile = <T>(
  folder: ModelFolder,
  path: string,
  parse: (text: string) => T,
): Promise<T> =>
  folder.open(path, async (bytes) =>
    parse(Buffer.from(await bytes.read(0, bytes.size)).toString('utf8')),
  )
