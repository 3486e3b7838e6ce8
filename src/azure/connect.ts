/** Signing in, and the connection that comes of it. */
import type { Log } from '../log.ts'
import type { Request, SignIn } from '../plan/request.ts'
import { type Arm, connectArm } from './arm.ts'
import { armScope, clouds } from './cloud.ts'
import { type AskForToken, makeIdentity } from './credential.ts'

/** Asks for a first token at once, so that a wrong identity shows as what it is. Throws what explains it. */
export async function connect(
  where: Request['where'],
  who: SignIn,
  askForToken: AskForToken,
  log: Log,
  signal: AbortSignal,
): Promise<Arm> {
  const hosts = clouds[where.cloud]
  const identity = makeIdentity(who, hosts, askForToken, log)
  try {
    // As the SDK will ask for it (with continuous access evaluation), so that it finds this one cached.
    await identity.credential.getToken(armScope(hosts), { abortSignal: signal, enableCae: true })
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw identity.explain(error)
  }
  log.info(`signed in: ${identity.description}`)
  return connectArm(where, hosts, identity.credential, log)
}
