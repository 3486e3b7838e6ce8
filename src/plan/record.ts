/**
 * What a rollout writes into the tags of its endpoint before anything else: who is at it, until
 * when, and the routing to go back to. It keeps other runs away, and is written again in the same PUT
 * as the traffic, so that there is no moment at which a killed run would leave a split that nobody can
 * explain.
 */
import { longestTag } from './naming.ts'
import type { Routing } from './routing.ts'
import { nothing, pack, sharesIn, unpack } from './splitText.ts'
import { positive } from './traffic.ts'

/** A rollout that has begun and not ended. */
export interface RolloutRecord {
  /** The run that is at it, as `runOf` names it. */
  readonly run: string
  /** The new deployment. */
  readonly deployment: string
  /** The routing before the first step. */
  readonly before: Routing
  /** Milliseconds since 1970: until then the run says more, or is dead. */
  readonly until: number
}

type Tags = Readonly<Record<string, string>>

const names = {
  run: 'rollout-run',
  deployment: 'rollout-deployment',
  until: 'rollout-until',
  before: 'rollout-before',
  mirrorBefore: 'rollout-mirror-before',
} as const

/** The tags with this record in place of any other; undefined: with none. */
export function withRecord(tags: Tags, record: RolloutRecord | undefined): Tags {
  const others = Object.fromEntries(Object.entries(tags).filter(([name]) => !isOurs(name)))
  if (!record) return others
  return {
    ...others,
    [names.run]: record.run.slice(0, longestTag),
    [names.deployment]: record.deployment,
    [names.until]: new Date(record.until).toISOString(),
    ...Object.fromEntries(
      pack(positive(record.before.traffic)).map((text, index) => [
        index === 0 ? names.before : `${names.before}-${index + 1}`,
        text,
      ]),
    ),
    // Azure mirrors to one deployment, which fits into one text.
    ...(Object.keys(positive(record.before.mirror)).length > 0
      ? { [names.mirrorBefore]: pack(positive(record.before.mirror)).join(' ') }
      : {}),
  }
}

/**
 * The same, for a PATCH: whether that takes away what it leaves out is not established, so what may be
 * left of a longer record says that it is nothing.
 */
export function withRecordByPatch(tags: Tags, record: RolloutRecord): Tags {
  const parts = Object.keys(tags).filter(
    (name) => isBefore.test(name) || name === names.mirrorBefore,
  )
  return {
    ...Object.fromEntries(parts.map((name) => [name, nothing])),
    ...withRecord(tags, record),
  }
}

/**
 * The tags once the rollout is over, for a PATCH: a word stands where the time was, and the record is
 * none, whatever becomes of what is left out.
 */
export const withEndedRecord = (tags: Tags): Tags =>
  recordIn(tags) ? { ...withRecord(tags, undefined), [names.until]: 'ended' } : tags

/** How long a run may say nothing beyond what it has said it will take, before it counts as dead. */
export const slackMs = 5 * 60_000

/**
 * Whether another run is at it still. A run that is started again takes over from its own earlier
 * attempt, which has ended when GitHub begins the next.
 */
export function isAlive({ until, run }: RolloutRecord, mine: string, now: number): boolean {
  const [theirs, own] = [run, mine].map((name) => /^(.+)\/attempts\/(\d+)#/.exec(name))
  const followed = theirs && own && theirs[1] === own[1] && Number(theirs[2]) < Number(own[2])
  return run !== mine && until > now && !followed
}

/** What another run says in an endpoint's tags, as long as it is at it. */
export function heldByAnother(tags: Tags, mine: string, now: number): RolloutRecord | undefined {
  const record = recordIn(tags)
  return record && isAlive(record, mine, now) ? record : undefined
}

/** The process of a run. */
export const processOf = (run: string): string => /#(.*)$/.exec(run)?.[1] ?? ''

/** The link to a run, which what is no run of GitHub lacks. */
export const linkOf = (run: string): string => run.replace(/#.*$/, '')

/** Who is at what, as a person is told. */
export function describeHolder({ run, deployment, until }: RolloutRecord): string {
  return `${linkOf(run) || 'another run'} is rolling out ${deployment} (until ${new Date(until).toISOString()} unless it says more)`
}

/** The record in an endpoint's tags; undefined when there is none, or somebody has broken it. */
export function recordIn(tags: Tags): RolloutRecord | undefined {
  const deployment = tags[names.deployment]
  const until = Date.parse(tags[names.until] ?? '')
  const texts = Object.keys(tags)
    .filter((name) => isBefore.test(name))
    .map((name) => tags[name] ?? '')
  const traffic = unpack(texts)
  const mirror = sharesIn([tags[names.mirrorBefore] ?? nothing])
  if (deployment === undefined || Number.isNaN(until)) return undefined
  if (traffic === undefined || mirror === undefined) return undefined
  return { run: tags[names.run] ?? '', deployment, before: { traffic, mirror }, until }
}

/**
 * The record, as long as there is a way back to what was before: a rollout whose previous deployments
 * have been deleted since had come to its end.
 */
export function withWayBack(
  record: RolloutRecord | undefined,
  existing: readonly { readonly name: string }[],
): RolloutRecord | undefined {
  const names = new Set(existing.map(({ name }) => name.toLowerCase()))
  const before = Object.keys(positive(record?.before.traffic ?? {}))
  return before.every((name) => names.has(name.toLowerCase())) ? record : undefined
}

const isBefore = /^rollout-before(-\d+)?$/
const isOurs = (name: string) => isBefore.test(name) || Object.values<string>(names).includes(name)
