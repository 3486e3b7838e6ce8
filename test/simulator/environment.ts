/** The environment variables that a client is started with: those of a corporate network, and those of a runner. */
import { tokenRequestUrl } from './github-token.ts'
import type { GitHub } from './world.ts'

/** Files with certificates. */
export interface Trusted {
  /** The simulator's own root. */
  readonly root: string
  /** The same, and whom the machine trusts. */
  readonly bundle: string
}

/** Package indexes are as real as Python: the simulator stands for Azure alone. */
const indexes = ['pypi.org', 'files.pythonhosted.org', 'download.pytorch.org']

/** Those that this machine is set up with. */
function ownIndexes(): readonly string[] {
  const names = ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'UV_INDEX_URL', 'UV_DEFAULT_INDEX']
  const urls = names.flatMap((name) => process.env[name]?.split(/\s+/) ?? [])
  return urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).hostname)
}

const direct = ['localhost', '127.0.0.1', ...indexes, ...ownIndexes()].join(',')

export const environmentFor = (
  proxy: string,
  trusted: Trusted,
  github: GitHub,
): Record<string, string> => ({
  HTTPS_PROXY: proxy,
  https_proxy: proxy,
  NO_PROXY: direct,
  no_proxy: direct,
  NODE_EXTRA_CA_CERTS: trusted.root,
  REQUESTS_CA_BUNDLE: trusted.bundle,
  CURL_CA_BUNDLE: trusted.bundle,
  SSL_CERT_FILE: trusted.bundle,
  ACTIONS_ID_TOKEN_REQUEST_URL: tokenRequestUrl(github),
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken,
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_ACTOR: github.actor,
  GITHUB_ACTOR_ID: github.actorId,
  GITHUB_API_URL: 'https://api.github.com',
  GITHUB_EVENT_NAME: github.eventName,
  GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
  GITHUB_JOB: 'deploy',
  GITHUB_REF: github.ref,
  GITHUB_REF_NAME: github.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
  GITHUB_REF_TYPE: github.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
  GITHUB_REPOSITORY: `${github.owner}/${github.repository}`,
  GITHUB_REPOSITORY_ID: github.repositoryId,
  GITHUB_REPOSITORY_OWNER: github.owner,
  GITHUB_REPOSITORY_OWNER_ID: github.ownerId,
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_RUN_ID: github.runId,
  GITHUB_RUN_NUMBER: '1',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_SHA: github.sha,
  GITHUB_TOKEN: github.token,
  GITHUB_WORKFLOW: github.workflow,
  RUNNER_ENVIRONMENT: 'github-hosted',
})
