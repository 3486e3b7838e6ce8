/** Measures every request that reaches a deployment, a mirrored copy too: Azure counts those alike. */
import type { Azure } from '../azure.ts'
import type { Container } from '../types.ts'

/** The same container, with an eye on its requests. */
export const observed = (
  { telemetry }: Azure,
  endpoint: string,
  deployment: string,
  container: Container,
): Container => ({
  ...container,
  handle: async (request, response) => {
    telemetry.connect(endpoint, request.socket)
    const began = performance.now()
    await container.handle(request, response)
    const status = response.statusCode
    telemetry.record({ endpoint }, 'request', performance.now() - began, {
      deployment,
      statusCode: String(status),
      statusCodeClass: `${String(status).at(0)}xx`,
      modelStatusCode: modelStatus(status, response.getHeader('ms-azureml-model-error-statuscode')),
    })
    const bytes = Number(request.headers['content-length'] ?? 0)
    const answered = Number(response.getHeader('content-length') ?? 0)
    telemetry.record({ endpoint }, 'bytes', bytes + answered)
  },
})

/** What the model itself answered; nothing, when the front end refused before it was asked. */
const modelStatus = (status: number, error: unknown): string =>
  status === 200 ? '200' : String(error ?? '')
