/** Asking the service on this machine what it will be asked in Azure. */
import { ActionError } from '../errors.ts'
import {
  judge,
  judgeAnswer,
  report,
  type SmokeAnswer,
  type SmokeCase,
  type SmokeReport,
} from '../plan/smoke.ts'

/** How often each case is sent: the first answer is often a slow one. */
const times = 5

/**
 * Sends every case several times, one after the other. Throws `smoke-error` or `smoke-wrong-answer`
 * for the first that is answered wrongly, `preflight-failed` for one that is not answered in time.
 */
export async function ask(
  url: string,
  cases: readonly SmokeCase[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<readonly SmokeReport[]> {
  const reports: SmokeReport[] = []
  for (const test of cases) {
    const answers: SmokeAnswer[] = []
    for (let time = 0; time < times; time++) {
      const answer = await send(`${url}/score`, test, timeoutMs, signal)
      answers.push(answer)
      if (!judgeAnswer(test, answer).passed) break
    }
    const summary = report(test, answers)
    const verdict = judge(summary)
    if (!verdict.passed) {
      throw new ActionError({
        code: verdict.code,
        message: `the service was run on this runner and answered wrongly: ${verdict.message}`,
        hint: hints[verdict.code],
      })
    }
    reports.push(summary)
  }
  return reports
}

const hints = {
  'smoke-error':
    "Check that 'smoke-request' is what the scoring script expects, and the log above.",
  'smoke-wrong-answer': "Either the model or 'smoke-expect' is wrong.",
  'smoke-too-slow': '',
} as const

async function send(
  url: string,
  test: SmokeCase,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<SmokeAnswer> {
  const started = performance.now()
  const patience = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: test.body,
      signal: AbortSignal.any([signal, patience]),
    })
    const text = await response.text()
    return { status: response.status, text, latencyMs: performance.now() - started }
  } catch (cause) {
    signal.throwIfAborted()
    const seconds = timeoutMs / 1000
    throw new ActionError({
      code: 'preflight-failed',
      message: patience.aborted
        ? `${test.name}: the service on this runner gave no answer within ${seconds} s`
        : `${test.name}: the service on this runner broke off the connection`,
      hint: patience.aborted
        ? "Raise 'request-timeout', or make the model answer sooner; with 'preflight: off' only Azure's answer counts."
        : 'The server ended while it answered: its log above may say why.',
      cause,
    })
  }
}
