/** `mode: delete`: a deployment without traffic, or a whole service; only what this repository has made. */
import type { Arm } from '../azure/arm.ts'
import { deleteEndpoint } from '../azure/endpoint.ts'
import { removeDeployment, removeSettings } from '../execution/remove.ts'
import { type Deletion, planDeletion } from '../plan/deletion.ts'
import type { ServiceRequest } from '../plan/request.ts'
import type { Status } from '../plan/result.ts'
import { findServiceInTurn } from './service.ts'
import type { Session } from './session.ts'

/** Deletes; what is gone already is as it should be. Throws what may not or could not be deleted. */
export async function remove(request: ServiceRequest, session: Session): Promise<Status> {
  const { world, journal } = session
  const state = await journal.phase('facts', () => findServiceInTurn(request, session))
  const deletion = await journal.phase('plan', async () =>
    planDeletion(request, state, world.origin),
  )
  await journal.phase('clean-up', () => carryOut(deletion, request.endpoint.name, session))
  journal.learn({ deletion })
  return 'deleted'
}

async function carryOut(
  deletion: Deletion,
  service: string,
  { arm, journal, signal }: Session,
): Promise<void> {
  switch (deletion.kind) {
    case 'nothing':
      return journal.note('clean-up: it is gone already')
    case 'deployment':
      arm.log.info(`clean-up: deleting deployment ${deletion.name}`)
      return removeDeployment(arm, service, deletion.name, signal)
    case 'service': {
      await removeService(arm, service, deletion.deployments, signal)
      const { environment } = deletion
      journal.learn({ traffic: {}, removed: [{ service, environment }] })
      journal.note('clean-up: the registered models, code and environments stay; they cost nothing')
    }
  }
}

/** Deletes an endpoint with its deployments, and what scales them. */
export async function removeService(
  arm: Arm,
  service: string,
  deployments: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const list = deployments.length > 0 ? `, with ${deployments.join(', ')}` : ''
  arm.log.info(`clean-up: deleting endpoint ${service}${list}`)
  await removeSettings(arm, service, signal)
  await deleteEndpoint(arm, service, signal)
}
