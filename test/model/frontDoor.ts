/** The front door of reading models: what a user is told about a path, and nothing but that. */
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
