/** What set the workflow off, as far as a run shows itself there. */
import { readFileSync } from 'node:fs'

export interface PullRequest {
  readonly number: number
  /** The commit that was pushed; the run itself is at a merge of it. */
  readonly head: string
  /** Whether it comes from another repository, whose runs get no secrets and a token that only reads. */
  readonly isFork: boolean
}

interface Event {
  readonly pull_request?: {
    readonly number?: unknown
    readonly head?: {
      readonly sha?: unknown
      readonly repo?: { readonly full_name?: unknown } | null
    }
    readonly base?: { readonly repo?: { readonly full_name?: unknown } }
  }
}

/** The pull request that the run is for; undefined where it is for none, or the runner tells of none. */
export function readPullRequest({ GITHUB_EVENT_PATH }: NodeJS.ProcessEnv): PullRequest | undefined {
  if (!GITHUB_EVENT_PATH) return undefined
  let event: Event
  try {
    event = JSON.parse(readFileSync(GITHUB_EVENT_PATH, 'utf8')) as Event
  } catch {
    return undefined
  }
  const { number, head, base } = event.pull_request ?? {}
  if (typeof number !== 'number') return undefined
  return {
    number,
    head: typeof head?.sha === 'string' ? head.sha : '',
    isFork: head?.repo?.full_name !== base?.repo?.full_name,
  }
}
