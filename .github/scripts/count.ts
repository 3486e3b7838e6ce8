/** The last line of .ci/run: how many tests did what, from the report of Vitest's JSON reporter. */
import { readFileSync } from 'node:fs'

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

function count(file: string | undefined): { passed: number; failed: number; skipped: number } {
  let text = ''
  try {
    text = readFileSync(file ?? '', 'utf8')
  } catch {
    // No report is no test.
  }
  if (text === '') return { passed: 0, failed: 0, skipped: 0 }
  const report = JSON.parse(text) as Report
  // A file that cannot even be loaded has no test that could fail.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

const { passed, failed, skipped } = count(process.argv[2])
if (skipped > 0) console.log(`${skipped} skipped`)
console.log(`${passed} passed, ${failed} failed`)
