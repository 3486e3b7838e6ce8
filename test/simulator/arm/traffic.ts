/** The rules of how an endpoint's requests may be split. */
import type { Azure } from '../azure.ts'
import type { Endpoint } from '../world.ts'
import { key } from './call.ts'
import { serviceRefusal } from './errors.ts'

type Shares = Readonly<Record<string, number>>

/** The map of a request body, which may be missing or null. */
export const shares = (value: unknown): Shares => (value ?? {}) as Shares

const mirrorLimit = 50

export const checkTraffic = (
  azure: Azure,
  endpoint: Endpoint,
  traffic: Shares,
  mirror: Shares,
): void => {
  const refuse = (message: string) => serviceRefusal(azure, 400, 'BadRequest', message)
  for (const name of [...Object.keys(traffic), ...Object.keys(mirror)]) {
    if (endpoint.deployments[key(name)] === undefined) {
      throw refuse(
        `Traffic cannot be set for deployment ${name}: it does not exist in endpoint ${endpoint.name}.`,
      )
    }
  }
  const percents = Object.values(traffic)
  if (percents.some((percent) => percent < 0 || percent > 100)) {
    throw refuse('Each traffic percentage must be an integer from 0 to 100.')
  }
  const sum = percents.reduce((a, b) => a + b, 0)
  if (sum !== 0 && sum !== 100)
    throw refuse(`Traffic percentages must add up to 0 or 100, not to ${sum}.`)

  const mirrored = Object.entries(mirror).filter(([, percent]) => percent !== 0)
  if (mirrored.length > 1) throw refuse('Traffic can be mirrored to one deployment only.')
  for (const [name, percent] of mirrored) {
    if (percent < 0 || percent > mirrorLimit) {
      throw refuse(`The mirrored percentage must be an integer from 0 to ${mirrorLimit}.`)
    }
    const live = Object.entries(traffic).find(([other]) => key(other) === key(name))?.[1] ?? 0
    if (live > 0)
      throw refuse(
        `Deployment ${name} receives live traffic and cannot receive mirrored traffic too.`,
      )
  }
}
