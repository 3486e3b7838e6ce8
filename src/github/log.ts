/** The job's log. */
import { randomUUID } from 'node:crypto'
import * as core from '@actions/core'
import type { Log } from '../log.ts'
import { at } from './place.ts'

/** Carriage returns hide the beginnings of lines, and `##[` is a command anywhere in one. */
const tame = (text: string) => text.replace(/\r\n?/g, '\n').replaceAll('##[', '# #[')

/** Lines carry the time since the action began: what is slow shows at a glance. */
export function makeLog(started: number): Log {
  const clock = () => {
    const seconds = Math.floor((performance.now() - started) / 1000)
    return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
  }
  // Every line begins with something of ours: the runner takes one that begins with `::` for a command.
  const stamped = (text: string) => `${clock()}  ${tame(text).split('\n').join('\n     │ ')}`
  return {
    info: (text) => core.info(stamped(text)),
    warning: (text, place) => core.warning(text, place && at(place)),
    // Said only when it is asked for: the raw log of a job keeps even what the runner does not show.
    debug: (text) => {
      if (core.isDebug()) core.debug(text)
    },
    block(title, text) {
      core.startGroup(title)
      // What a container prints is not ours: the runner obeys nothing until it hears the word again.
      const word = randomUUID()
      core.info(`::stop-commands::${word}`)
      core.info(tame(text))
      core.info(`::${word}::`)
      core.endGroup()
    },
    hide(secret) {
      // The runner masks line by line.
      for (const line of secret.split(/\r?\n/))
        if (line.trim().length > 3) core.setSecret(line.trim())
    },
  }
}
