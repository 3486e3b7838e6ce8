/** What happened so far: the timeline of phases and everything that became known. */
import { ActionError, asActionError, type Place } from './errors.ts'
import type { Log } from './log.ts'
import {
  type Known,
  type Phase,
  type Result,
  type Status,
  statusOf,
  type TimelineEntry,
} from './plan/result.ts'
import { formatTime } from './progress.ts'

/** A wait longer than this is not left without a word. */
const silenceMs = 20_000
/** These speak for themselves, with progress of their own. */
const talkative: ReadonlySet<Phase> = new Set(['preflight', 'model', 'deployment'])

export class Journal {
  readonly #log: Log
  readonly #started = Date.now()
  readonly #timeline: TimelineEntry[] = []
  #known: Known = {}
  #failedPhase: Phase | undefined

  constructor(log: Log) {
    this.#log = log
  }

  get known(): Known {
    return this.#known
  }

  /** Adds to what is known; later words win. */
  learn(known: Known): void {
    this.#known = { ...this.#known, ...known }
  }

  note(text: string, level: 'info' | 'warning' = 'info', place?: Place): void {
    this.#log[level](text, place)
    this.learn({ notes: [...(this.#known.notes ?? []), text] })
  }

  /** Runs one phase, timed; `describe` says in a few words what came of it. */
  async phase<T>(
    phase: Phase,
    work: () => Promise<T>,
    describe?: (value: T) => string,
  ): Promise<T> {
    const from = Date.now() - this.#started
    const entry = (outcome: TimelineEntry['outcome'], note?: string) =>
      this.#timeline.push({
        phase,
        from,
        ms: Date.now() - this.#started - from,
        outcome,
        ...(note === undefined ? {} : { note }),
      })
    const signOfLife = setInterval(() => {
      if (!talkative.has(phase)) {
        this.#log.info(`${phase}: still at it (${formatTime(Date.now() - this.#started - from)})`)
      }
    }, silenceMs)
    signOfLife.unref()
    try {
      const value = await work()
      entry('done', describe?.(value))
      return value
    } catch (error) {
      entry('failed')
      // Of concurrent phases the first to fail is at fault; the others were only stopped.
      this.#failedPhase ??= phase
      throw error
    } finally {
      clearInterval(signOfLife)
    }
  }

  /** What failed so far has not decided anything: all of it is begun anew. */
  startOver(): void {
    this.#failedPhase = undefined
    const { rollout: _, ...known } = this.#known
    this.#known = known
  }

  finish(status: Status): Result {
    return {
      ...this.#known,
      status,
      timeline: this.#timeline,
      totalMs: Date.now() - this.#started,
    }
  }

  /** The result of a run that ended with `thrown`. */
  fail(thrown: unknown, status?: Status): Result {
    const error = thrown instanceof ActionError ? thrown : asActionError(thrown)
    return {
      ...this.finish(status ?? statusOf(error.code)),
      ...(this.#failedPhase === undefined ? {} : { failedPhase: this.#failedPhase }),
      error: error.failure,
    }
  }
}
