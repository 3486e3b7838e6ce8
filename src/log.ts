/** What the person watching the job reads. */
import type { Place } from './errors.ts'

export interface Log {
  info(text: string): void
  /** Annotated at its place, where it has one. */
  warning(text: string, place?: Place): void
  /** Shown only when the job runs with debug logging. */
  debug(text: string): void
  /** A block under a title that can be folded away. */
  block(title: string, text: string): void
  /** Never shown from here on, wherever it turns up. */
  hide(secret: string): void
}

/** The same log with every line marked as belonging to one of several concurrent steps. */
export const labelled = (log: Log, label: string): Log => ({
  ...log,
  info: (text) => log.info(`${label}: ${text}`),
  warning: (text, place) => log.warning(`${label}: ${text}`, place),
  debug: (text) => log.debug(`${label}: ${text}`),
})
