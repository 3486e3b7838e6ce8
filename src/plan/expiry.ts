/**
 * How long a service is wanted: a time in its endpoint's tags, after which `mode: sweep` deletes it. Who
 * deploys to it again says anew how long; who no longer says so wants it to stay. Pure.
 */
import type { EndpointState } from './state.ts'

type Tags = EndpointState['tags']

/** What a run does to an endpoint's time to live. */
export type Expiry =
  | {
      readonly kind: 'expires'
      readonly afterMs: number
      /** The GitHub environment that shows the service, where that is not called like it. */
      readonly environment?: string
    }
  /** It had one, and is to stay. */
  | { readonly kind: 'stays' }

const names = { expires: 'expires-at', environment: 'github-environment' } as const

/** A word, since whether a PATCH takes away a tag that it leaves out is not established. */
const never = 'never'

/** What is to be done about it; undefined where nothing is. */
export function planExpiry(
  asked: { readonly afterMs: number; readonly environment?: string } | undefined,
  tags: Tags = {},
): Expiry | undefined {
  if (asked) return { kind: 'expires', ...asked }
  return expiryIn(tags) === undefined ? undefined : { kind: 'stays' }
}

/** The tags with it; `now` in milliseconds since 1970. */
export function withExpiry(tags: Tags, expiry: Expiry | undefined, now: number): Tags {
  if (!expiry) return tags
  if (expiry.kind === 'stays') return { ...tags, [names.expires]: never }
  const { afterMs, environment } = expiry
  return {
    ...tags,
    [names.expires]: new Date(now + afterMs).toISOString(),
    ...(environment === undefined ? {} : { [names.environment]: environment }),
  }
}

/** When it ends, in milliseconds since 1970; undefined where no time is set, or somebody has broken it. */
export function expiryIn(tags: Tags): number | undefined {
  const time = Date.parse(tags[names.expires] ?? never)
  return Number.isNaN(time) ? undefined : time
}

/** The GitHub environment that shows a service. */
export const environmentOf = ({ name, tags }: Pick<EndpointState, 'name' | 'tags'>): string =>
  tags[names.environment] ?? name
