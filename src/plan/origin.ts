/** Where a run comes from, and how it is written on what the run makes. */
import { createdBy, longestTag, tag } from './naming.ts'

/** Where the run comes from. */
export interface Origin {
  readonly repository?: string
  readonly commit?: string
  readonly ref?: string
  /** Who set the run off. */
  readonly actor?: string
  readonly runUrl?: string
  /** Which try of the run it is, from 1. */
  readonly attempt?: string
  /** Tells this process from any other: the jobs of a matrix share all the rest. */
  readonly process?: string
}

/** A link to this very attempt; undefined where it is no run of GitHub. */
export const runLink = ({ runUrl, attempt }: Origin): string | undefined =>
  runUrl === undefined ? undefined : `${runUrl}/attempts/${attempt ?? '1'}`

/** The same, if there is one, and behind its `#` the process. */
export const runOf = (origin: Origin): string => `${runLink(origin) ?? ''}#${origin.process ?? ''}`

/** Asset tags may be longer than those of endpoints and deployments, so what these allow holds for all. */
export const limitTags = (tags: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, value.slice(0, longestTag)]))

/** Whose it is: only what carries these is ever deleted for its own sake. */
export const ownership = ({ repository }: Origin): Readonly<Record<string, string>> =>
  limitTags({
    [tag.createdBy]: createdBy,
    ...(repository ? { [tag.repository]: repository } : {}),
  })

/** Whether tags say that it was made from here. */
export const isOwned = (tags: Readonly<Record<string, string>>, origin: Origin): boolean => {
  const { [tag.repository]: ours = '' } = ownership(origin)
  return tags[tag.createdBy] === createdBy && (tags[tag.repository] ?? '') === ours
}

/** Repository, commit, ref, run and actor, as tags. */
export const originTags = (origin: Origin): Readonly<Record<string, string>> =>
  limitTags({
    ...(origin.repository ? { [tag.repository]: origin.repository } : {}),
    ...(origin.commit ? { [tag.commit]: origin.commit } : {}),
    ...(origin.ref ? { [tag.ref]: origin.ref } : {}),
    ...(origin.runUrl ? { [tag.run]: origin.runUrl } : {}),
    ...(origin.actor ? { [tag.actor]: origin.actor } : {}),
  })
