/** What one instance gets: as given, or as the preflight will find. */
import { readAutoscale } from './autoscaleChoice.ts'
import type { Values } from './inputs.ts'
import type { Problems } from './problems.ts'
import type { Compute, ModelSource } from './request.ts'

/** The size that is asked for. One that is to be found out needs the model here, and a preflight. */
export function readCompute(
  values: Values,
  source: ModelSource | undefined,
  problems: Problems,
): Compute<number | 'auto'> {
  const instanceType = values['instance-type']
  for (const input of ['cpu', 'memory'] as const) {
    if (values[input] !== 'auto') continue
    const refuse = (why: string, orElse: string) =>
      problems.add(input, `'${input}' is 'auto': ${why}. Give a number, or ${orElse}`)
    if (instanceType !== undefined)
      refuse("'instance-type' decides the size already", "leave 'instance-type' out")
    else if (values.preflight === 'off')
      refuse(
        "that is found out by the preflight, and 'preflight' is 'off'",
        "leave 'preflight' out",
      )
    else if (source?.kind === 'registered')
      refuse(
        "that is found out by running the model on the runner, and 'model-path' names a registered one",
        'deploy its files',
      )
  }
  const autoscale = readAutoscale(values, problems)
  return {
    cpu: values.cpu ?? 1,
    memory: values.memory ?? 2,
    ...(instanceType === undefined ? {} : { instanceType }),
    instanceCount: values['instance-count'] ?? autoscale?.min ?? 1,
    ...(autoscale === undefined ? {} : { autoscale }),
  }
}
