/** What `getLogs` shows of a deployment: where each step stands, what happened, and what was printed. */
import type { Clock } from '../types.ts'

export type Step = 'SystemSetup' | 'UserContainerImagePull' | 'ModelDownload' | 'UserContainerStart'
export type Status = 'Waiting' | 'InProgress' | 'Succeeded' | 'Failed'
export type ContainerName = 'InferenceServer' | 'StorageInitializer'

export interface Report {
  step(step: Step, status: Status): void
  event(name: string, message: string, type?: 'Normal' | 'Warning'): void
  print(container: ContainerName, text: string): void
  /** From now on, `real` is shown as `shown`: a path of this machine as Azure's. */
  alias(real: string, shown: string): void
  text(container: ContainerName, tail: number): string
}

/** A container that prints for weeks must not fill the memory. */
const keptCharacters = 1_000_000

/** An empty report: everything is still to come. */
export function createReport(clock: Clock): Report {
  const steps = new Map<Step, Status>([
    ['SystemSetup', 'Waiting'],
    ['UserContainerImagePull', 'Waiting'],
    ['ModelDownload', 'Waiting'],
    ['UserContainerStart', 'Waiting'],
  ])
  const events: string[] = []
  const printed: Record<ContainerName, string> = { InferenceServer: '', StorageInitializer: '' }
  const aliases: (readonly [real: string, shown: string])[] = []

  return {
    step: (step, status) => steps.set(step, status),
    event(name, message, type = 'Normal') {
      const time = clock.now().toISOString()
      events.push(`Kind: Pod, Name: ${name}, Type: ${type}, Time: ${time}, Message: ${message}`)
    },
    print(container, text) {
      printed[container] = (printed[container] + text).slice(-keptCharacters)
    },
    alias(real, shown) {
      aliases.push([real, shown])
      // The longest first: one real path may begin with another.
      aliases.sort(([a], [b]) => b.length - a.length)
    },
    text(container, tail) {
      const lines = printed[container].trimEnd().split('\n')
      const log = lines.slice(-Math.max(tail, 1)).join('\n')
      return [
        'Instance status:',
        ...[...steps].map(([step, status]) => `${step}: ${status}`),
        '',
        'Container events:',
        ...events,
        '',
        'Container logs:',
        aliases.reduce((text, [real, shown]) => text.replaceAll(real, shown), log),
        '',
      ].join('\n')
    },
  }
}
