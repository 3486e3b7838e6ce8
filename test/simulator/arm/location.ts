/** Endpoints and deployments live where their workspace does. */
import type { Call } from './call.ts'
import { serviceRefusal } from './errors.ts'

export const checkLocation = ({ azure, body }: Call): void => {
  const location = String(body['location']).replaceAll(' ', '').toLowerCase()
  if (location === azure.world.location) return
  throw serviceRefusal(
    azure,
    400,
    'BadArgument',
    `The location '${body['location']}' must be that of the workspace, '${azure.world.location}'.`,
  )
}
