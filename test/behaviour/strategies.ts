/** Every way to bring a new model into service, long enough that what is wrong with it shows. */

type Inputs = Readonly<Record<string, string>>

export interface Way {
  readonly name: string
  /** Of the run that deploys. */
  readonly deploy: Inputs
  /** Of the run after it that gives the traffic; absent: the first does. */
  readonly promote?: Inputs
}

const watched = { 'bake-time': '14s' }

export const ways: readonly Way[] = [
  { name: 'all-at-once', deploy: watched },
  { name: 'canary', deploy: { ...watched, 'traffic-steps': '[20, 100]' } },
  { name: 'linear', deploy: { ...watched, 'traffic-steps': '[20, 60, 100]' } },
  { name: 'shadow', deploy: { ...watched, 'mirror-share': '50' } },
  { name: 'in-place', deploy: watched },
  { name: 'manual', deploy: {}, promote: { ...watched, strategy: 'canary' } },
].map((way) => ({ ...way, deploy: { ...way.deploy, strategy: way.name } }))
