/** Everything that is behind a service. Pure. */
import type { DeploymentView } from '../deploymentView.ts'
import { code, plain, section, table } from '../markdown.ts'

/** The deployments as a table. */
export function deploymentsSection(deployments: readonly DeploymentView[]): string {
  if (deployments.length === 0) return ''
  const rows = deployments.map(
    ({ name, share, mirrored, state, model, instanceType, instances, commit, createdAt }) => [
      code(name),
      `${share} %${mirrored === undefined ? '' : `, a copy of ${mirrored} %`}`,
      plain(state),
      code(model ?? ''),
      `${instances} × ${code(instanceType ?? '?')}`,
      code(commit?.slice(0, 7) ?? ''),
      plain(createdAt?.slice(0, 16) ?? ''),
    ],
  )
  return section(
    'Deployments',
    table(['Deployment', 'Traffic', 'State', 'Model', 'Machines', 'Commit', 'Made'], rows),
  )
}
