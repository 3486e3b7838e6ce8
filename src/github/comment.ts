/** The one comment of a service on a pull request, rewritten by every run. */
import type { GitHubApi, Repository } from './api.ts'

export interface Comment {
  /** The first line of the comment, by which it is found again. */
  readonly marker: string
  readonly body: string
  /** Whether it is written where there is none yet. */
  readonly begins: boolean
}

/** Writes it, or over it. Throws what GitHub has against it. */
export async function writeComment(
  api: GitHubApi,
  repository: Repository,
  number: number,
  { marker, body, begins }: Comment,
): Promise<void> {
  const issue = { ...repository, issue_number: number }
  const found = await findComment(api, issue, marker)
  if (found?.body === body) return
  if (found) await api.rest.issues.updateComment({ ...repository, comment_id: found.id, body })
  else if (begins) await api.rest.issues.createComment({ ...issue, body })
}

async function findComment(
  api: GitHubApi,
  issue: Repository & { readonly issue_number: number },
  marker: string,
) {
  const pages = api.paginate.iterator(api.rest.issues.listComments, { ...issue, per_page: 100 })
  for await (const { data } of pages) {
    // Who quotes the comment has the marker further down.
    const found = data.find(({ body }) => body?.split(/\r?\n/, 1)[0] === marker)
    if (found) return found
  }
  return undefined
}
