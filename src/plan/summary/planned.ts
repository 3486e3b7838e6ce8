/** What a deployment would change, for whoever approves it. Pure. */
import { describeAutoscale } from '../autoscale.ts'
import { code, facts, paragraphs, plain, section } from '../markdown.ts'
import type { Result } from '../result.ts'
import { describeRouting } from '../routing.ts'
import { plannedTable } from './standing.ts'
import { spell } from './words.ts'

/** The plan: what serves now and then, and the way there. */
export function planSection(result: Result): string {
  if (!result.plan) return ''
  const { digest, view } = result.plan
  const { deployment, inPlace, size, traffic, retires } = view
  const steps = traffic.steps.map(({ traffic: next, mirror = {}, bakeSeconds }) => {
    const watched = bakeSeconds > 0 ? `, watched for ${spell(bakeSeconds * 1000)}` : ''
    return `${plain(describeRouting({ traffic: next, mirror }))}${watched}`
  })
  return section(
    'Plan',
    paragraphs([
      plannedTable(result),
      facts([
        ['Costs', monthlyCost(result)],
        ['Traffic steps', steps.length > 0 ? steps.join('<br>') : 'none: it stays as it is'],
        ['Autoscale', size.autoscale ? describeAutoscale(size.autoscale) : ''],
        ['Updated in place', inPlace ? code(deployment) : ''],
        ['Deleted afterwards', retires.map(code).join(', ')],
        ['Digest to approve', code(digest)],
      ]),
    ]),
  )
}

/** What the machines cost as long as they run; empty where Azure gave no price. */
export function monthlyCost({ plan }: Result): string {
  const { monthly } = plan?.view.size ?? {}
  return monthly === undefined ? '' : `${plain(monthly)} a month`
}
