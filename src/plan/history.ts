/**
 * What the tags of an endpoint say of the traffic that it had before, so that a rollback knows where
 * to go. Written in the same PUT as the traffic, so that the one is never known without the other.
 */
import { pack, unpack } from './splitText.ts'
import { positive, type Traffic } from './traffic.ts'

/** How the traffic came to be what it is. */
export interface History {
  /** A rollout can be rolled back; a rollback is not, or running it twice would undo it. */
  readonly by: 'rollout' | 'rollback'
  readonly before: Traffic
}

type Tags = Readonly<Record<string, string>>

const names = { rollout: 'traffic-before', rollback: 'rolled-back-from' } as const

/**
 * The tags with this history in place of any other; undefined leaves what they say. A split that is
 * longer than a tag may be is not kept.
 */
export function withHistory(tags: Tags, history: History | undefined): Tags {
  if (!history) return tags
  const { by, before } = history
  const ours: readonly string[] = Object.values(names)
  const others = Object.fromEntries(Object.entries(tags).filter(([name]) => !ours.includes(name)))
  const [text = '', ...more] = pack(positive(before))
  return more.length > 0 ? others : { ...others, [names[by]]: text }
}

/** The history in an endpoint's tags; undefined when there is none, or somebody has broken it. */
export function historyIn(tags: Tags): History | undefined {
  for (const by of ['rollback', 'rollout'] as const) {
    const text = tags[names[by]]
    const before = text === undefined ? undefined : unpack([text])
    if (before) return { by, before }
  }
  return undefined
}
