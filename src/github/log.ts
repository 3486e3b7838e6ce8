/** The job's log. */
import * as core from '@actions/core'
import type { Log } from '../log.ts'

/** Lines carry the time since the action began: what is slow shows at a glance. */
export function makeLog(started: number): Log {
  const clock = () => {
    const seconds = Math.floor((performance.now() - started) / 1000)
    return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
  }
  const stamped = (text: string) => `${clock()}  ${text.split('\n').join('\n       ')}`
  return {
    info: (text) => core.info(stamped(text)),
    warning: (text) => core.warning(text),
    debug: (text) => core.debug(text),
    block(title, text) {
      core.startGroup(title)
      // A log line must not be taken for a command of the runner.
      core.info(text.replace(/^::/gm, ' ::'))
      core.endGroup()
    },
    hide(secret) {
      // The runner masks line by line.
      for (const line of secret.split(/\r?\n/))
        if (line.trim().length > 3) core.setSecret(line.trim())
    },
  }
}
