/** What a job must be granted on GitHub for each thing that the action does there. */
import { table } from './markdown.ts'

export interface Feature {
  readonly feature: string
  /** As it stands under a job's `permissions:`. */
  readonly permission: string
  /** What asks for it. */
  readonly input: string
  readonly without: string
}

export const features: readonly Feature[] = [
  {
    feature: 'Checking out the model',
    permission: 'contents: read',
    input: '`actions/checkout`',
    without: 'There is no model to deploy.',
  },
  {
    feature: 'Signing in without a secret',
    permission: 'id-token: write',
    input: '`client-id`, `tenant-id`',
    without:
      'The run fails with [`oidc-unavailable`](troubleshooting.md#oidc-unavailable), or signs in [another way](sign-in.md).',
  },
  {
    feature: 'A GitHub Deployment',
    permission: 'deployments: write',
    input: '`github-token`',
    without: 'A warning; everything else goes on.',
  },
  {
    feature: 'The pull request comment',
    permission: 'pull-requests: write',
    input: '`github-token`',
    without: 'A warning; the job summary has the same and more.',
  },
  {
    feature: 'Asking whether a run that holds the endpoint is over',
    permission: 'actions: read',
    input: '`github-token`',
    without:
      'A killed run is waited for until its time is up, instead of being taken over at once.',
  },
  {
    feature: "The model's build attestation",
    permission: 'attestations: read',
    input: '`github-token`, `verify-attestation`',
    without: 'The run fails before anything is uploaded, and names the permission.',
  },
]

export const permissionTable = (): string =>
  table(
    ['What', 'Permission', 'Asked for by', 'Without it'],
    features.map(({ feature, permission, input, without }) => [
      feature,
      `\`${permission}\``,
      input,
      without,
    ]),
  )
