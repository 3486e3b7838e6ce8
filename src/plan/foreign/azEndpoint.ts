/** An online endpoint of `az ml` (managedOnlineEndpoint.schema.json): what becomes of its keys. */
import { isObject } from '../json.ts'
import {
  asInput,
  becomes,
  type Context,
  type Dialect,
  type Fate,
  group,
  isWord,
  leftOut,
  missed,
  only,
  type Row,
  reads,
  refusal,
  refusedUnlessOff,
  same,
  shown,
  wrong,
} from './dialect.ts'

/** Said of what only the endpoint's creation decides: this action leaves an endpoint as it finds it. */
const createFirst =
  "This action keeps what an endpoint has: create it once with 'az ml online-endpoint create', and leave this file out of 'config-file'"

/** Said of everything that only Kubernetes has. */
export const noKubernetes =
  'this action deploys to managed online endpoints, not to Kubernetes clusters'

/** By which both kinds of file are known. */
export const ownSchema: Row = reads([], 'Says what the file is.', (value) => [
  /kubernetes/i.test(String(value)) ? refusal(noKubernetes) : same,
])

export const azEndpoint: Dialect = {
  name: 'az-ml-endpoint',
  title: 'an online endpoint of az ml',
  rows: {
    $schema: ownSchema,
    name: becomes('service-name'),
    auth_mode: becomes('auth-mode'),
    description: leftOut("the endpoint's description is not set"),
    tags: missed(
      "an endpoint's tags are what this action knows its own services by. 'tags' are those of the model version",
    ),
    properties: leftOut('Azure sets them'),
    traffic: reads(
      ['strategy'],
      "This action moves the traffic itself, once the new deployment has answered, and leaves all of it there. 0 for the deployment of the other file becomes 'strategy: manual'. A split that stays is refused, unless 'strategy' says how to get to all of it.",
      readTraffic,
    ),
    mirror_traffic: reads(
      ['strategy'],
      "Refused, unless 'strategy' is given: 'strategy: shadow' copies 'mirror-share' percent while the new deployment is watched, and then moves the traffic.",
      readMirror,
    ),
    public_network_access: only(
      'enabled',
      `the endpoint would be created open to the internet. ${createFirst}`,
    ),
    identity: group(),
    'identity.type': reads(
      [],
      `'system_assigned' is what this action creates. Anything else is refused. ${createFirst}.`,
      (value) => [
        isWord(value, 'system_assigned')
          ? same
          : refusal(`the endpoint would be created with an identity of its own. ${createFirst}`),
      ],
    ),
    'identity.user_assigned_identities': reads([], "See 'identity.type'.", () => [same]),
    'identity.principal_id': shown,
    'identity.tenant_id': shown,
    compute: refusedUnlessOff(noKubernetes),
    id: shown,
    kind: shown,
    location: leftOut("an endpoint is in its workspace's region"),
    provisioning_state: shown,
    scoring_uri: shown,
    openapi_uri: shown,
  },
}

/** The shares that are more than nothing. Azure takes `Blue` and `blue` for the same deployment. */
const sharesOf = (value: unknown): readonly (readonly [name: string, share: number])[] =>
  Object.entries(isObject(value) ? value : {})
    .map(([name, share]) => [name.toLowerCase(), Number(share)] as const)
    .filter(([, share]) => share !== 0)

/** The name of the deployment that is read along with the endpoint. */
const deploymentOf = ({ of }: Context): string | undefined => {
  const name = of('az-ml-deployment', 'name')
  return name === undefined ? undefined : String(name).toLowerCase()
}

function readTraffic(value: unknown, context: Context): readonly Fate[] {
  if (!isObject(value)) return [wrong('expected a map of deployments and their percentages')]
  const shares = sharesOf(value)
  const name = deploymentOf(context)
  const [only, ...more] = shares
  if (only === undefined) return [same]
  const own = name === undefined ? undefined : (shares.find(([to]) => to === name)?.[1] ?? 0)
  if (more.length === 0 && only[1] === 100 && (own === undefined || own === 100)) return [same]
  if (own === 0) return [asInput('strategy', 'manual')]
  const split = shares.map(([to, share]) => `${to} ${share} %`).join(', ')
  const steps = own === undefined || own === 100 ? '[10, 100]' : `[${own}, 100]`
  return [
    refusal(
      `a split that stays (${split}) is none of its rollouts, which end with all of the traffic at the new deployment. Say how it is to get there: 'strategy: canary' with 'traffic-steps: ${steps}', or 'strategy: manual' to leave it at 0 %`,
      ['strategy'],
    ),
  ]
}

function readMirror(value: unknown): readonly Fate[] {
  const [mirror] = sharesOf(value)
  if (mirror === undefined) return [same]
  const [name, share] = mirror
  return [
    refusal(
      `copies to '${name}' that go on are none of its rollouts. Say 'strategy: shadow' with 'mirror-share: ${share}' to copy that much for the 'bake-time', and then to move the traffic`,
      ['strategy'],
    ),
  ]
}
