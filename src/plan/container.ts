/** How long the platform waits for a container: as the user says, else as its framework and size need. Pure. */
import type { Framework } from '../model/description.ts'
import type { Container, GivenContainer, Probe } from './request.ts'

/** What decides how slowly a model starts and answers. */
export interface Weight {
  readonly framework?: Framework
  readonly bytes: number
}

// "Managed online deployment YAML schema": the defaults of the service.
const usualProbe: Probe = {
  initialDelayMs: 10_000,
  periodMs: 10_000,
  timeoutMs: 2_000,
  failureThreshold: 30,
  successThreshold: 1,
}

/** Seconds until the framework itself is imported, on the smallest machines. */
const importing: Partial<Record<Framework, number>> = {
  tensorflow: 60,
  keras: 60,
  pytorch: 30,
  transformers: 60,
  mlflow: 60,
}

/** Bytes that are loaded in a second: what is slow is not the disk but making objects of them. */
const loadedPerSecond = 20e6

/** Frameworks that may work for minutes on one answer; "Managed online deployment": 180 s at most. */
const slowAnswers: ReadonlySet<Framework> = new Set(['pytorch', 'transformers'])

/** Fills in what the user left open: never less patience than Azure's own. */
export function fitContainer(given: GivenContainer, { framework, bytes }: Weight): Container {
  const startSeconds = (framework ? (importing[framework] ?? 10) : 10) + bytes / loadedPerSecond
  // Four times what it should take: a busy node, a cold disk, a model that is unpacked first.
  const patienceMs = 4 * startSeconds * 1000
  const failureThreshold = Math.max(
    usualProbe.failureThreshold,
    Math.ceil(patienceMs / usualProbe.periodMs),
  )
  const liveness = { ...usualProbe, failureThreshold, ...given.livenessProbe }
  const slow = framework !== undefined && slowAnswers.has(framework)
  return {
    ...given,
    requestTimeoutMs: given.requestTimeoutMs ?? (slow ? 180_000 : 60_000),
    livenessProbe: liveness,
    readinessProbe: { ...liveness, ...given.readinessProbe },
  }
}
