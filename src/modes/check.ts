/** `mode: check`: everything that can be known without Azure. For pull requests. */
import type { Journal } from '../journal.ts'
import type { Wish } from '../plan/request.ts'
import { type Status, shortened } from '../plan/result.ts'
import { hasGpu } from '../plan/sizes.ts'
import type { World } from '../world.ts'
import { attest } from './attest.ts'
import { readLocalModel } from './model.ts'
import { compare, demandSize, tryOut } from './preflight.ts'
import { prepare } from './prepare.ts'

/** Reads the model and serves it on the runner; throws what is wrong with it. */
export async function check(
  wish: Wish,
  world: World,
  journal: Journal,
  signal: AbortSignal,
): Promise<Status> {
  const { source } = wish.model
  if (source.kind === 'registered') throw new Error('only a local model is checked')
  const model = await journal.phase('facts', () =>
    readLocalModel({ path: source.path, unpack: wish.serving.kind !== 'code' }, world, signal),
  )
  journal.learn({ modelDigest: model.digest })
  await attest(wish, model, world, journal, signal)
  // How much of a machine a named VM size is, only Azure can say.
  const { instanceType } = wish.compute
  const gpu = hasGpu(instanceType, undefined)
  const prepared = await journal.phase('plan', () => prepare(wish, model, gpu, journal, signal))
  const proof = await tryOut({ wish, model, prepared, gpu }, world, journal, signal)
  const size = demandSize(wish, proof, journal)
  if (!proof) {
    for (const { name, path = 'the scoring URI' } of prepared.smoke)
      journal.note(`smoke: a deployment would have to answer '${name}', sent to ${path}`)
  } else {
    journal.learn({ smoke: proof.smoke.map(shortened) })
    if (instanceType === undefined) compare(wish, proof, size, journal)
  }
  return 'planned'
}
