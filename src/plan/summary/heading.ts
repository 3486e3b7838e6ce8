/** How it ended, in one line. Pure. */
import { plain } from '../markdown.ts'
import type { Mode } from '../request.ts'
import { isSuccess, type Result, type Status } from '../result.ts'
import { positive } from '../traffic.ts'

const usual: Readonly<Record<Status, string>> = {
  deployed: 'is live',
  unchanged: 'is live, unchanged',
  planned: 'can be deployed',
  failed: 'was not deployed',
  'smoke-failed': 'was not deployed: the smoke test failed',
  'rolled-back': 'was rolled back',
  'rollback-failed': 'could not be rolled back',
  cancelled: 'was not deployed: the run was cancelled',
  deleted: 'was deleted',
}

/** What the same means of another mode than `deploy`. */
const special: Readonly<Partial<Record<Mode, Readonly<Partial<Record<Status, string>>>>>> = {
  plan: {
    unchanged: 'is live already: there is nothing to deploy',
    failed: 'cannot be deployed',
    'smoke-failed': 'cannot be deployed: the smoke test failed',
    cancelled: 'was not planned: the run was cancelled',
  },
  check: {
    planned: 'passes its check',
    failed: 'does not pass its check',
    'smoke-failed': 'does not pass its check: the smoke test failed',
    cancelled: 'was not checked: the run was cancelled',
  },
  promote: {
    failed: 'was not promoted',
    'smoke-failed': 'was not promoted: the smoke test failed',
    cancelled: 'was not promoted: the run was cancelled',
  },
  rollback: {
    deployed: 'is back on what served before',
    failed: 'was not rolled back',
    'smoke-failed': 'was not rolled back: the smoke test failed',
    cancelled: 'was not rolled back: the run was cancelled',
  },
  status: {
    unchanged: 'answers',
    failed: 'is not as it should be',
    'smoke-failed': 'does not answer rightly',
    cancelled: 'was not looked at: the run was cancelled',
  },
  delete: { failed: 'was not deleted', cancelled: 'was not deleted: the run was cancelled' },
}

/** The title: a mark, the service and what became of it. */
export const heading = (result: Result): string =>
  `## ${isSuccess(result.status) ? '✅' : '❌'} ${sentence(result)}`

function sentence(result: Result): string {
  const { status, mode = 'deploy', serviceName, deletion, removed = [] } = result
  const name = plain(serviceName || 'The model')
  if (mode === 'sweep') return sweeping(status, removed.length)
  if (deletion?.kind === 'deployment') return `A deployment of ${name} was deleted`
  if (deletion?.kind === 'nothing') return `${name} is gone already`
  if (isSilent(result)) return `${name} has no traffic, so it answers nobody`
  return `${name} ${special[mode]?.[status] ?? usual[status]}`
}

function sweeping(status: Status, count: number): string {
  if (!isSuccess(status)) return 'Services that have outlived their time could not all be deleted'
  if (count === 0) return 'No service has outlived its time'
  return `${count} ${count === 1 ? 'service that has outlived its time was' : 'services that have outlived their time were'} deleted`
}

/** A service that was looked at, and that nobody can call. */
const isSilent = ({ mode, status, traffic }: Result): boolean =>
  mode === 'status' && status === 'unchanged' && Object.keys(positive(traffic ?? {})).length === 0
