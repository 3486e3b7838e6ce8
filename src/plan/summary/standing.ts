/** What serves, as a person compares it with what served before, or will serve then. Pure. */
import type { DeploymentView } from '../deploymentView.ts'
import { code, plain, table } from '../markdown.ts'
import type { Result } from '../result.ts'
import { describeTraffic, leading, positive, sameTraffic, type Traffic } from '../traffic.ts'
import type { PlanView } from '../view.ts'
import { atMinute } from './words.ts'

/** A service at one time: what has most of its traffic, and all of it. */
interface Standing {
  readonly traffic: Traffic
  readonly deployment?: string
  /** `name:version`. */
  readonly model?: string
  readonly machines?: string
  readonly commit?: string
  readonly made?: string
}

/** What serves now beside what did before; empty when nothing does, or nothing is known. */
export function liveTable(result: Result): string {
  const now = nowOf(result)
  const before = beforeOf(result)
  if (!now) return ''
  const changed =
    before && (result.status === 'deployed' || !sameTraffic(now.traffic, before.traffic))
  return changed ? sideBySide(['Now', now], ['Before', before]) : sideBySide(['Now', now])
}

/** What serves now beside what would; empty where nothing was decided. */
export function plannedTable(result: Result): string {
  const { plan } = result
  if (!plan) return ''
  const { view } = plan
  const now = beforeOf(result)
  const after = view.traffic.steps.at(-1)?.traffic ?? view.traffic.before
  const isNew = leading(after) === view.deployment
  const then: Standing = {
    ...(isNew ? {} : now),
    traffic: after,
    ...withModel(result, isNew),
    ...(isNew
      ? {
          deployment: view.deployment,
          machines: machines(planned(view.size), view.size.name),
          ...(result.commit ? { commit: result.commit } : {}),
        }
      : {}),
  }
  return now ? sideBySide(['Now', now], ['Then', then]) : sideBySide(['Then', then])
}

/** Of a model that is not registered yet, Azure will say the version. */
function withModel({ modelName, modelVersion }: Result, isNew: boolean): { model?: string } {
  if (!isNew || !modelName) return {}
  return { model: modelVersion ? `${modelName}:${modelVersion}` : `${modelName}, a new version` }
}

function beforeOf({ before }: Result): Standing | undefined {
  if (!before || before.every(({ share }) => share === 0)) return undefined
  const traffic = Object.fromEntries(before.map(({ name, share }) => [name, share]))
  return { traffic: positive(traffic), ...viewed(before.find(({ share }) => share > 0)) }
}

function nowOf(result: Result): Standing | undefined {
  const { traffic, deploymentName, before = [] } = result
  const serving = leading(traffic ?? {})
  if (!traffic || serving === undefined) return undefined
  const known = before.find(({ name }) => name === serving)
  const isMade = serving === deploymentName && (result.status === 'deployed' || !known)
  return { traffic: positive(traffic), ...(isMade ? made(result, known) : viewed(known)) }
}

/** What this run has made; what it only moved traffic to, it did not make. */
function made(result: Result, known: DeploymentView | undefined): Omit<Standing, 'traffic'> {
  const { deploymentName, modelName, modelVersion, instanceCount, instanceType, commit } = result
  if (known && (result.mode ?? 'deploy') !== 'deploy') return viewed(known)
  return {
    ...(deploymentName ? { deployment: deploymentName } : {}),
    ...(modelName ? { model: modelVersion ? `${modelName}:${modelVersion}` : modelName } : {}),
    ...(instanceType ? { machines: machines(instanceCount ?? 1, instanceType) } : {}),
    ...(commit ? { commit } : {}),
  }
}

function viewed(view: DeploymentView | undefined): Omit<Standing, 'traffic'> {
  if (!view) return {}
  const { name, model, instances, instanceType, commit, createdAt } = view
  return {
    deployment: name,
    ...(model ? { model } : {}),
    machines: machines(instances, instanceType),
    ...(commit ? { commit } : {}),
    ...(createdAt ? { made: createdAt } : {}),
  }
}

/** With autoscale: from the fewest to the most. */
const planned = ({ instances, autoscale }: PlanView['size']) =>
  autoscale ? `${autoscale.min} to ${autoscale.max}` : instances

const machines = (count: number | string, type = '?') => `${count} × ${type}`

const rows: readonly (readonly [string, (standing: Standing) => string])[] = [
  ['Deployment', ({ deployment }) => code(deployment ?? '')],
  ['Traffic', ({ traffic }) => plain(describeTraffic(traffic))],
  ['Model', ({ model }) => code(model ?? '')],
  ['Machines', ({ machines: text }) => plain(text ?? '')],
  ['Commit', ({ commit }) => code(commit?.slice(0, 7) ?? '')],
  ['Made', ({ made: at }) => (at ? plain(atMinute(at)) : '')],
]

function sideBySide(...columns: readonly (readonly [title: string, standing: Standing])[]): string {
  const filled = rows
    .map(([name, cell]) => [name, ...columns.map(([, standing]) => cell(standing))])
    .filter(([, ...cells]) => cells.some((cell) => cell !== ''))
  return table(['', ...columns.map(([title]) => title)], filled)
}
