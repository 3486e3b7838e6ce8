/** Pages of the Azure ML studio that belong to an endpoint, by the address of the endpoint's own. Pure. */

/** The page on which an endpoint is tried by hand. */
export const testPage = (endpointPage: string): string => endpointPage.replace('/detail?', '/test?')

/** The page of a version of a model in the same workspace. */
export function modelPage(endpointPage: string, name: string, version: string): string {
  const { origin, search } = new URL(endpointPage)
  return `${origin}/model/${encodeURIComponent(name)}:${encodeURIComponent(version)}/details${search}`
}
