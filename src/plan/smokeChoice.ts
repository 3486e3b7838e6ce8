/** Which requests the new deployment must answer: those that were given, or invented ones. Pure. */
import { ActionError } from '../errors.ts'
import type { Description } from '../model/description.ts'
import type { Identity } from './framework.ts'
import { inputDataOf, plainAnswer } from './inputData.ts'
import { type InventedCase, inventSmokeCase, type SmokeInvention } from './invent.ts'
import { inferPath } from './kserve.ts'
import type { Request } from './request.ts'
import type { BuiltInServer, Service } from './service.ts'
import { defaultTolerance, type GivenCase, type SmokeCase } from './smoke.ts'
import { smokeRequired } from './smokeInputs.ts'
import { didYouMean } from './suggest.ts'

/**
 * The cases of a run. Throws `invalid-input` when none were given and none can be invented, and for
 * one that does not say which model it asks where there are several.
 */
export function chooseSmoke(
  request: Pick<Request, 'smoke'>,
  { description }: Identity,
  service: Service,
): readonly SmokeCase[] {
  const server = service.kind === 'built-in' ? service.server : undefined
  const address = server === 'triton' ? toModel(description?.models ?? []) : toScript
  if (request.smoke.cases) return request.smoke.cases.map(address)
  const invention = description && inventFor(server, description)
  if (invention?.invented) return invention.cases.map(toCase).map(address)
  const reason = invention ? invention.reason : 'nothing is known of the model'
  throw new ActionError({
    code: 'invalid-input',
    message: `${smokeRequired}. None can be invented: ${reason}`,
    hint: "Give 'smoke-request', or put a sample-request.json beside the model.",
  })
}

const toCase = ({ name, body, promise }: InventedCase): GivenCase => ({
  name,
  body,
  expect: { status: 200, promise, tolerance: defaultTolerance },
})

function inventFor(server: BuiltInServer | undefined, description: Description): SmokeInvention {
  const { models = [] } = description
  if (server === 'triton' && models.length > 1)
    return { invented: false, reason: `the repository holds several models, ${models.join(', ')}` }
  const invention = inventSmokeCase(description)
  if (server !== 'mlflow' || !invention.invented) return invention
  const cases = invention.cases.map(forAzureScript)
  const untold = cases.find((invented) => typeof invented === 'string')
  return untold === undefined
    ? { invented: true, cases: cases.filter((invented) => typeof invented !== 'string') }
    : { invented: false, reason: untold }
}

/** The same case for the script of Azure's own; why not where it has no form for it. */
function forAzureScript(invented: InventedCase): InventedCase | string {
  const body = inputDataOf(JSON.parse(invented.body))
  if (body === undefined)
    return 'the example that was saved with the model has no form that Azure takes'
  return { ...invented, body: JSON.stringify(body), promise: plainAnswer(invented.promise) }
}

/** A scoring script has one address, the scoring URI. */
function toScript({ model, ...test }: GivenCase): SmokeCase {
  if (model === undefined) return test
  throw new ActionError({
    code: 'invalid-input',
    message: `'${test.name}' in 'smoke-request' asks the model '${model}': only a Triton repository holds models by name`,
    hint: "Leave 'model' out.",
  })
}

/** In Triton every model has an address of its own; of the models of some repositories nothing is known. */
const toModel =
  (models: readonly string[]) =>
  ({ model, ...test }: GivenCase): SmokeCase => {
    const [only, ...more] = models
    const asked = model ?? (more.length === 0 ? only : undefined)
    if (asked !== undefined && (models.length === 0 || models.includes(asked)))
      return { ...test, path: inferPath(asked) }
    const wrong =
      asked === undefined
        ? 'does not say which model of the Triton repository it asks'
        : `asks the model '${asked}', which the Triton repository does not hold`
    const known = models.length === 0 ? '' : `: it holds ${models.join(', ')}`
    throw new ActionError({
      code: 'invalid-input',
      message: `'${test.name}' in 'smoke-request' ${wrong}${known}.${didYouMean(asked ?? '', models)}`,
      hint: `Name the model in every case: smoke-request: '[{"model": "${only ?? '<name>'}", "request": {"inputs": […]}}]'`,
    })
  }
