/**
 * The front door of reading models: what a user is told about a path. As a script it tells it of
 * every path that it is given, a line of JSON each, and how much memory that took.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ActionError, type Failure } from '../../src/errors.ts'
import type { Description, Finding } from '../../src/model/description.ts'
import { inspectModel } from '../../src/model/model.ts'

/** What a user is told: what the model is, or why nobody can tell. */
export interface Told {
  readonly description?: Description
  readonly failure?: Failure
  readonly findings: readonly Finding[]
}

/** Inspects a path as the action does; throws what is no error for users. */
export async function told(path: string, signal = new AbortController().signal): Promise<Told> {
  const scratch = await mkdtemp(join(tmpdir(), 'front-door-'))
  try {
    return (await inspectModel(path, { scratch, unpack: true, signal })).reading
  } catch (error) {
    if (error instanceof ActionError) return { failure: error.failure, findings: [] }
    throw error
  } finally {
    await rm(scratch, { recursive: true })
  }
}

/** What went wrong, as a user reads it; what the model is when nothing did. */
export async function words(path: string): Promise<string> {
  const { description, failure } = await told(path)
  return failure?.message ?? `is read: ${description?.holds}`
}

/** Why a user should not be told this; undefined when it is fine. */
export function fault({ description, failure }: Told): string | undefined {
  if (failure === undefined) return description ? undefined : 'nothing at all'
  if (description) return 'both a description and a failure'
  const { code, message, hint = '' } = failure
  if (code !== 'model-unreadable' && code !== 'model-empty') return `the code ${code}`
  const said = `${message} ${hint}`
  if (said.length > 2_000) return `${said.length} characters`
  if (/\bundefined\b|\bNaN\b|\[object |[\n\r]|\bat \w+ \(/.test(said)) return said
  if (message.split('at byte').length > 2) return said
  return undefined
}

/** What the script says of a path. */
export interface Weighed {
  readonly words: string
  /** In milliseconds. */
  readonly took: number
  /** The most memory that the process has had so far, in MiB. */
  readonly memory: number
}

if (import.meta.main) {
  for (const path of process.argv.slice(2)) {
    const started = performance.now()
    const said = await words(path)
    const weighed: Weighed = {
      words: said,
      took: performance.now() - started,
      memory: process.resourceUsage().maxRSS >> 10,
    }
    process.stdout.write(`${JSON.stringify(weighed)}\n`)
  }
}
