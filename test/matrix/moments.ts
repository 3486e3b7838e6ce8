/** The requests of one good rollout, each as a moment at which something can go wrong in another. */
import type { Exchange } from '../simulator/recorder.ts'

/** The n-th request of one kind. */
export interface Moment {
  readonly method: string
  /** A pattern of its address, in which names, digests and ids stand for any. */
  readonly url: string
  readonly nth: number
}

/**
 * The moments of what was said, in order. Of polls, which vary in number, only the first counts.
 * `service` is the name of the service that it was said of.
 */
export function momentsOf(exchanges: readonly Exchange[], service: string): readonly Moment[] {
  const seen = new Map<string, number>()
  return exchanges.flatMap(({ method, url }) => {
    const kind = patternOf(url, service)
    const nth = (seen.get(`${method} ${kind}`) ?? 0) + 1
    seen.set(`${method} ${kind}`, nth)
    return method === 'GET' && nth > 1 ? [] : [{ method, url: kind, nth }]
  })
}

/** The address as a pattern that holds in any story: each has a subscription and a storage account of its own. */
export function patternOf(url: string, service: string): string {
  const { host, pathname, search, searchParams } = new URL(url)
  const anyService = (text: string) => text.replaceAll(service, '[^/.]+')
  const path = anyService(pathname.replace(/[.]/g, '[.]'))
    .replace(/[\w-]+\[\.\]joblib/, '[^/]+[.]joblib')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '[^/]+')
    .replace(/\b[0-9a-f]{16,64}\b/g, '[0-9a-f]+')
    .replace(/\bo\w+:[0-9a-f-]+:[0-9a-f-]+/, '[^/]+')
  const comp = searchParams.get('comp')
  const query = search === '' ? '$' : `[?]${comp === null ? '(?!comp)' : `comp=${comp}`}`
  const anyAccount = anyService(host).replace(/^[^.]+(?=[.]blob[.])/, '[^/.]+')
  return `^https://${anyAccount}${path}${query}`
}

/** Whether it can leave anything behind. */
export const changes = ({ method, url }: Moment): boolean =>
  method !== 'GET' && method !== 'HEAD' && !/token|listSecrets|listKeys|score/i.test(url)

/** `PUT onlineEndpoints/* #2`: what a person would call it. */
export function nameOf({ method, url, nth }: Moment): string {
  const path = url
    .replace(/^\^https:\/\//, '')
    .replace(/(\$|\[\?\].*)$/, '')
    .replace(/\[\.\]/g, '.')
    .replace(/\[(\^\/\.?|0-9a-f)\]\+/g, '*')
    .replace(/^management\.azure\.com\/subscriptions\/.*?\/workspaces\/[^/]+\/?/, '')
    .replace(/^management\.azure\.com\/subscriptions\/.*?\/Microsoft\.Insights\//, '')
    .replace(/^management\.azure\.com\/subscriptions\/.*?\/locations\/[^/]+\//, 'location/')
    .replace(/^[^/]*\.blob\.[^/]*\/[^/]*\/LocalUpload\/\*\//, 'blob ')
    .replace(/^login\.[^/]*\/.*/, 'Entra token')
    .replace(/^[^/]*actions\.githubusercontent\.com\/.*/, 'GitHub token')
  return `${method} ${path === '' ? 'workspace' : path}${nth > 1 ? ` #${nth}` : ''}`
}
