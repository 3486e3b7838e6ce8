/** The workspace's discovery service: which hosts its data plane has. */
import type { Azure } from './azure.ts'
import { send } from './http.ts'
import type { Handler } from './types.ts'

export const discovery =
  ({ world }: Azure): Handler =>
  async (request, response) => {
    if (!request.url?.startsWith('/discovery')) return send(response, { status: 404 })
    const host = `https://${world.location}.api.azureml.ms`
    send(response, {
      status: 200,
      body: {
        api: host,
        history: host,
        experimentation: host,
        modelmanagement: host,
        studio: 'https://ml.azure.com',
      },
    })
  }
