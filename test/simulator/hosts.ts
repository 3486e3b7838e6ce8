/** What stands behind each name. A host that is not here does not exist. */
import { resourceManager } from './arm/router.ts'
import type { Azure } from './azure.ts'
import { clouds } from './clouds.ts'
import { discovery } from './discovery.ts'
import { entra } from './entra.ts'
import { apiHost, githubApi } from './github-api.ts'
import { githubReleases, releaseFiles, releaseHost } from './github-releases.ts'
import { issuerHost, issuerMetadata, tokenHost, tokenService } from './github-token.ts'
import type { Handler } from './types.ts'

/** `scoring` answers for the inference hosts. */
export const hosts = (azure: Azure, scoring: Handler): ((host: string) => Handler | undefined) => {
  const { storage, location } = azure.world
  const exact = new Map<string, Handler>([
    [tokenHost, tokenService(azure)],
    [issuerHost, issuerMetadata(azure)],
    [apiHost, githubReleases(azure, githubApi(azure))],
    [releaseHost, releaseFiles(azure)],
    [`${location}.api.azureml.ms`, discovery(azure)],
  ])
  for (const cloud of clouds) {
    exact.set(cloud.resourceManager, resourceManager(azure, cloud))
    for (const host of cloud.authorities) exact.set(host, entra(azure, cloud, host))
    exact.set(`${storage.name}.blob.${cloud.storageSuffix}`, asFirstCloud(azure))
  }
  const inference = new RegExp(
    `^[^.]+\\.${location}\\.inference\\.(${clouds.map((cloud) => cloud.machineLearning.replaceAll('.', '\\.')).join('|')})$`,
  )
  return (host) => exact.get(host) ?? (inference.test(host) ? scoring : undefined)
}

/** The same account answers under the names of all clouds; signatures do not cover the host. */
const asFirstCloud =
  ({ blobs, world }: Azure): Handler =>
  (request, response) => {
    request.headers.host = `${world.storage.name}.blob.${world.storage.suffix}`
    return blobs.handle(request, response)
  }
