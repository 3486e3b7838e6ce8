/** From the model's facts to what serves it: the part that every mode has in common. */
import { ActionError } from '../errors.ts'
import type { Journal } from '../journal.ts'
import type { ModelFacts } from '../model/model.ts'
import { fitContainer } from '../plan/container.ts'
import { type Identity, identify } from '../plan/framework.ts'
import type { Container, Wish } from '../plan/request.ts'
import { judgeScan } from '../plan/scan.ts'
import type { Service } from '../plan/service.ts'
import type { SmokeCase } from '../plan/smoke.ts'
import { chooseSmoke } from '../plan/smokeChoice.ts'
import { prepareService } from '../serving/service.ts'

/** What is served, how, and what it must answer. */
export interface Prepared {
  readonly identity: Identity
  readonly service: Service
  readonly container: Container
  readonly smoke: readonly SmokeCase[]
}

/**
 * Decides how the model is served. Throws when inputs and file disagree, when loading the file would
 * run dangerous code, or when it cannot be served or asked anything without the user's help.
 */
export async function prepare(
  wish: Wish,
  model: ModelFacts,
  gpu: boolean,
  journal: Journal,
  signal: AbortSignal,
): Promise<Prepared> {
  const identity = identify(wish.model, model)
  const { framework, version, description } = identity
  journal.learn({
    ...(framework === undefined ? {} : { framework }),
    ...(version === undefined ? {} : { frameworkVersion: version }),
    ...(description === undefined ? {} : { holds: description.holds }),
  })
  if (model.kind === 'local') {
    const { findings } = model.reading
    journal.learn({ findings })
    for (const note of judgeScan(findings, wish.model.scan)) journal.note(note)
  }
  const service = await prepareService(wish.serving, model, identity, gpu, signal)
  tell(service, journal)
  demandGpu(service, wish, gpu)
  const bytes = model.kind === 'local' ? model.content.bytes : 0
  return {
    identity,
    service,
    container: fitContainer(wish.container, {
      bytes,
      ...(framework === undefined ? {} : { framework }),
    }),
    smoke: chooseSmoke(wish, identity, service),
  }
}

/** What the user may want to know of the service, or of what it installs. */
function tell(service: Service, journal: Journal): void {
  for (const note of service.notes) journal.note(note)
  if (service.kind === 'built-in') {
    for (const warning of service.warnings) journal.note(warning, 'warning')
    if (service.gpu !== undefined) journal.note(`size: the model needs a GPU: ${service.gpu}`)
  } else if (service.frameworkVersion !== undefined)
    journal.learn({ frameworkVersion: service.frameworkVersion })
}

/** Throws where a size was named that has no GPU, for a model that cannot do without. */
function demandGpu(service: Service, { compute: { instanceType } }: Wish, gpu: boolean): void {
  if (service.kind !== 'built-in' || service.gpu === undefined) return
  if (instanceType === undefined || gpu) return
  throw new ActionError({
    code: 'invalid-input',
    message: `'instance-type' is '${instanceType}', which has no GPU, and the model needs one: ${service.gpu}`,
    hint: "Name a size with a GPU, such as Standard_NC4as_T4_v3, or leave 'instance-type' out.",
  })
}
