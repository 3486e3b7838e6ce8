/** How to call the service, to copy. Pure. */
import { type ExampleCall, requestFile, toCurl, toPython } from '../exampleCall.ts'
import { fenced, fold, paragraphs, section } from '../markdown.ts'
import type { Result } from '../result.ts'
import { shareOf } from '../traffic.ts'

/** A longer body makes nothing clearer. */
const longestBody = 1_000

/** Only a service that was proven to answer is worth calling. */
export function callSection(result: Result): string {
  const call = exampleOf(result)
  if (!call) return ''
  return section(
    'Call it',
    paragraphs([
      call.body === undefined ? `\`${requestFile}\` has the JSON of a request.` : '',
      fenced(toCurl(call), 'sh'),
      fold('The same in Python', fenced(toPython(call), 'python')),
    ]),
  )
}

function exampleOf(result: Result): ExampleCall | undefined {
  const { status, scoringUri, serviceName, authMode, where, audience, deploymentName } = result
  if (status !== 'deployed' && status !== 'unchanged') return undefined
  if (!scoringUri || !serviceName || !authMode || !where || !audience) return undefined
  // A case that asks for an error is no example.
  const test = result.smoke?.find((report) => report.case.expect.status === 200)?.case
  const hidden = deploymentName !== undefined && shareOf(result.traffic ?? {}, deploymentName) === 0
  return {
    uri: test?.path === undefined ? scoringUri : new URL(test.path, scoringUri).href,
    service: serviceName,
    authMode,
    where,
    audience,
    ...(hidden && deploymentName ? { deployment: deploymentName } : {}),
    ...(test && test.body.length <= longestBody ? { body: test.body } : {}),
  }
}
