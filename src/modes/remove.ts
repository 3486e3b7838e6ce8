/** `mode: delete`: a deployment without traffic, or a whole service; only what this repository has made. */
import type { Arm } from '../azure/arm.ts'
import { deleteEndpoint } from '../azure/endpoint.ts'
import { removeDeployment, removeSettings } from '../execution/remove.ts'
import type { Journal } from '../journal.ts'
import { type Deletion, planDeletion } from '../plan/deletion.ts'
import type { ServiceRequest } from '../plan/request.ts'
import type { Status } from '../plan/result.ts'
import type { World } from '../world.ts'
import { findServiceInTurn } from './service.ts'

/** Deletes; what is gone already is as it should be. Throws what may not or could not be deleted. */
export async function remove(
  request: ServiceRequest,
  arm: Arm,
  world: World,
  journal: Journal,
  signal: AbortSignal,
): Promise<Status> {
  const { name } = request.endpoint
  const state = await journal.phase('facts', () =>
    findServiceInTurn(request, arm, world, journal, signal),
  )
  const deletion = await journal.phase('plan', async () =>
    planDeletion(request, state, world.origin),
  )
  await journal.phase('clean-up', () => carryOut(deletion, name, arm, journal, signal))
  return 'deleted'
}

async function carryOut(
  deletion: Deletion,
  service: string,
  arm: Arm,
  journal: Journal,
  signal: AbortSignal,
): Promise<void> {
  switch (deletion.kind) {
    case 'nothing':
      return journal.note('clean-up: it is gone already')
    case 'deployment':
      arm.log.info(`clean-up: deleting deployment ${deletion.name}`)
      return removeDeployment(arm, service, deletion.name, signal)
    case 'service': {
      const { deployments } = deletion
      const list = deployments.length > 0 ? `, with ${deployments.join(', ')}` : ''
      arm.log.info(`clean-up: deleting endpoint ${service}${list}`)
      await removeSettings(arm, service, signal)
      await deleteEndpoint(arm, service, signal)
      journal.learn({ traffic: {} })
      journal.note('clean-up: the registered models, code and environments stay; they cost nothing')
    }
  }
}
