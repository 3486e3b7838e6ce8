/** Which requests the new deployment must answer: those that were given, or invented ones. Pure. */
import { ActionError } from '../errors.ts'
import type { Identity } from './framework.ts'
import { type InventedCase, inventSmokeCase } from './invent.ts'
import { smokeRequired } from './parse.ts'
import type { Request } from './request.ts'
import { defaultTolerance, type SmokeCase } from './smoke.ts'

/** The cases of a run; throws `invalid-input` when none were given and none can be invented. */
export function chooseSmoke(
  request: Pick<Request, 'smoke'>,
  { description }: Identity,
): readonly SmokeCase[] {
  if (request.smoke.cases) return request.smoke.cases
  const invention = description && inventSmokeCase(description)
  if (invention?.invented) return invention.cases.map(toCase)
  const reason = invention ? invention.reason : 'nothing is known of the model'
  throw new ActionError({
    code: 'invalid-input',
    message: `${smokeRequired}. None can be invented: ${reason}`,
    hint: "Give 'smoke-request', or put a sample-request.json beside the model.",
  })
}

const toCase = ({ name, body, promise }: InventedCase): SmokeCase => ({
  name,
  body,
  expect: { status: 200, promise, tolerance: defaultTolerance },
})
