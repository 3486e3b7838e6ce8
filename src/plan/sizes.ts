/** CPU and memory → a VM size, and whether the quota has room for it. */
import type { Failure } from '../errors.ts'
import type { Usage, VmSize } from './state.ts'
import { didYouMean } from './suggest.ts'

/**
 * GB of a VM that the container does not get. Deduced from Microsoft's mapping of v1 requests to
 * sizes ("Migrate to v2: managed online endpoints"): DS3_v2 has 14 GB and serves 11.7.
 */
const reservedGB = 2.3

/**
 * Families that no new capacity is given for ("Retirements and capacity restrictions of VM sizes"):
 * they still work where they run, so they are a last resort, not forbidden.
 */
const retiring =
  /^standard(D|DS|Dv2|DSv2|Dv3|DSv3|B|BS|Av2|F|FS|FSv2|Ev3|ESv3|G|GS|LS|LSv2|NCADSA100v4)Family$/i
/** Gone, although some lists still name them. */
const retired = /^standard(NCSv2|NCSv3|NC|NV|ND)Family$/i

/** Whether a size that was named has a GPU; by its series (N…) where the region's list may not be read. */
export function hasGpu(name: string | undefined, sizes: readonly VmSize[] | undefined): boolean {
  if (name === undefined) return false
  const size = sizes?.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase())
  return size ? size.gpus > 0 : /^standard_n[cdv]/i.test(name)
}

/** What a deployment needs of a machine. */
export interface Need {
  readonly cpu: number
  /** GB. */
  readonly memory: number
  /** Whether it has to have one; without, it need not be paid for. */
  readonly gpu?: boolean
  readonly instanceType?: string
}

export interface SizeChoice {
  readonly size: VmSize
  /** One line: which and why. */
  readonly reason: string
  /** The runners-up, best first, each with what speaks against it. */
  readonly considered: readonly string[]
}

export type Chosen<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure }

export const usableMemory = (size: VmSize) => Math.max(0, size.memoryGB - reservedGB)

const wanted = ({ cpu, memory, gpu }: Need) => `${gpu ? 'a GPU, ' : ''}${cpu} vCPU and ${memory} GB`

const describe = (size: VmSize) => {
  const price = size.price ? `, ${size.price.amount.toFixed(3)} ${size.price.currency}/h` : ''
  const gpus = size.gpus > 0 ? `, ${size.gpus} GPU` : ''
  return `${size.name} (${size.vCPUs} vCPU, ${size.memoryGB} GB${gpus}${price})`
}

/** Sizes that managed online endpoints take: tagged `MIR` where the list tags any, else all. */
function servingSizes(sizes: readonly VmSize[]): readonly VmSize[] {
  const tagged = sizes.filter((size) => size.computeTypes.includes('MIR'))
  return tagged.length > 0 ? tagged : sizes
}

const order = (size: VmSize): readonly (number | string)[] => [
  retiring.test(size.family) ? 1 : 0,
  size.vCPUs,
  size.price?.amount ?? Number.MAX_VALUE,
  size.premiumDisks ? 0 : 1,
  size.memoryGB,
  size.name.toLowerCase(),
]

function byOrder(a: VmSize, b: VmSize): number {
  const left = order(a)
  const right = order(b)
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0
    if (value < other) return -1
    if (value > other) return 1
  }
  return 0
}

/**
 * The size for a need: families with a future first, then fewest vCPUs, lowest price, premium
 * disks, least memory.
 * Quota plays no part, on purpose: the same request must get the same size tomorrow.
 */
export function chooseSize(sizes: readonly VmSize[] | undefined, need: Need): Chosen<SizeChoice> {
  if (!sizes) return takeUnseen(need)
  const serving = servingSizes(sizes)
  if (need.instanceType !== undefined) return findSize(sizes, serving, need.instanceType)

  const candidates = serving
    .filter((size) => size.gpus > 0 === (need.gpu ?? false) && !retired.test(size.family))
    .sort(byOrder)
  const fits = (size: VmSize) => size.vCPUs >= need.cpu && usableMemory(size) >= need.memory
  const [best, ...others] = candidates.filter(fits)
  if (!best) {
    const largest = [...candidates].sort((a, b) => usableMemory(b) - usableMemory(a))[0]
    const most = largest ? `; the largest is ${describe(largest)}` : ''
    return {
      ok: false,
      failure: {
        code: 'size-not-found',
        message: `no VM size of the region has ${wanted(need)} for the container (${reservedGB} GB of each VM are the system's)${most}`,
        hint: "Ask for less 'cpu' or 'memory', or name an 'instance-type'.",
      },
    }
  }
  const tooSmall = candidates
    .filter((size) => !fits(size) && size.vCPUs <= best.vCPUs && !retiring.test(size.family))
    .slice(-2)
    .map((size) =>
      size.vCPUs < need.cpu
        ? `${describe(size)}: fewer than ${need.cpu} vCPU`
        : `${describe(size)}: ${usableMemory(size).toFixed(1)} GB usable`,
    )
  const runnersUp = others.slice(0, 3).map((size) => `${describe(size)}: ${whyNot(size, best)}`)
  return {
    ok: true,
    value: {
      size: best,
      reason: `${describe(best)} is the smallest with ${wanted(need)} for the container (${usableMemory(best).toFixed(1)} GB usable)`,
      considered: [...tooSmall, ...runnersUp],
    },
  }
}

function whyNot(size: VmSize, best: VmSize): string {
  if (retiring.test(size.family) && !retiring.test(best.family))
    return 'its family is being retired'
  if (size.vCPUs > best.vCPUs) return 'more vCPUs than needed'
  if ((size.price?.amount ?? 0) > (best.price?.amount ?? 0)) return 'costs more'
  if (!size.premiumDisks && best.premiumDisks) return 'as good but for its slower disks'
  return size.memoryGB > best.memoryGB
    ? 'more memory than needed'
    : 'as good; the first by name is taken'
}

/** Without the region's list, a size can only be taken as it is named; Azure says whether it exists. */
function takeUnseen(need: Need): Chosen<SizeChoice> {
  const { instanceType } = need
  if (instanceType === undefined) {
    return {
      ok: false,
      failure: {
        code: 'permission-denied',
        message: `the identity may not list the VM sizes of the region, so none can be chosen for ${wanted(need)}`,
        hint: `Name an 'instance-type', such as ${need.gpu ? 'Standard_NC4as_T4_v3' : 'Standard_D2as_v4'}, or grant the identity 'Reader' on the subscription (Microsoft.MachineLearningServices/locations/vmSizes/read and usages/read).`,
      },
    }
  }
  const size = {
    name: instanceType,
    family: '',
    vCPUs: 0,
    gpus: 0,
    memoryGB: 0,
    premiumDisks: false,
    computeTypes: [],
  }
  const reason = `${instanceType}, as 'instance-type' says; the identity may not list the region's sizes`
  return { ok: true, value: { size, reason, considered: [] } }
}

function findSize(
  sizes: readonly VmSize[],
  serving: readonly VmSize[],
  name: string,
): Chosen<SizeChoice> {
  const size = sizes.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase())
  if (!size) {
    const names = serving.map((candidate) => candidate.name)
    const some = [...serving]
      .filter((s) => s.gpus === 0)
      .sort(byOrder)
      .slice(0, 6)
      .map((s) => s.name)
    return {
      ok: false,
      failure: {
        code: 'size-unknown',
        message: `'instance-type' is '${name}': the region does not offer it.${didYouMean(name, names)}`,
        hint: `Offered are, among ${names.length}: ${some.join(', ')}. Or leave 'instance-type' out and give 'cpu' and 'memory'.`,
      },
    }
  }
  const doubt = serving.includes(size) ? '' : '; the region does not list it for online endpoints'
  return {
    ok: true,
    value: { size, reason: `${describe(size)}, as 'instance-type' says${doubt}`, considered: [] },
  }
}

/**
 * vCPUs that the quota must have free: managed deployments keep 20 % in reserve for upgrades.
 * "Manage quotas": `ceil(1.2 × instances) × vCPUs`; a few GPU sizes are exempt.
 */
export function coresNeeded(size: VmSize, instances: number): number {
  const exempt =
    /^standard_(NC\d+ad(s|is)_(A100_v4|H100_v5)|ND96(amsr_A100|asr)_v4|ND96isr?_H100_v5|ND40rs_v2)$/i
  // In tenths, because 1.2 × 5 is 6.000000000000001 in binary and would be rounded up to 7.
  const reserved = exempt.test(size.name) ? instances : Math.ceil((12 * instances) / 10)
  return reserved * size.vCPUs
}

const familyKey = (name: string) =>
  name.toLowerCase().replace(/cluster|dedicated|vcpus?|cores|\s/g, '')

/** Compares `needed` vCPUs with the family's and the region's quota; `undefined` when there is room or no row to go by. */
export function quotaShortage(
  usages: readonly Usage[],
  sizes: readonly VmSize[],
  size: VmSize,
  needed: number,
): Failure | undefined {
  // Rows of single workspaces and computes carry the same names under another type.
  const families = usages.filter((usage) => /\/vmFamily\/usages$/i.test(usage.type))
  const family = families.find((usage) => familyKey(usage.name) === familyKey(size.family))
  const region = usages.find((usage) =>
    /^total cluster dedicated regional vcpus$/i.test(usage.name),
  )
  const free = (usage: Usage) =>
    usage.limit < 0 ? Number.POSITIVE_INFINITY : usage.limit - usage.current
  const short = [family, region].find((usage) => usage !== undefined && free(usage) < needed)
  if (!short) return undefined

  const roomy = servingSizes(sizes)
    .filter(
      (other) =>
        other.gpus === size.gpus && other.vCPUs >= size.vCPUs && other.memoryGB >= size.memoryGB,
    )
    .filter((other) => {
      const usage = families.find((row) => familyKey(row.name) === familyKey(other.family))
      const cost = (needed / size.vCPUs) * other.vCPUs
      return usage !== undefined && free(usage) >= cost && (!region || free(region) >= cost)
    })
    .sort(byOrder)
    .slice(0, 3)
    .map((other) => other.name)
  const alternative =
    roomy.length > 0 ? ` Sizes with free quota: ${roomy.join(', ')} (set 'instance-type').` : ''
  return {
    code: 'quota-exceeded',
    message: `not enough quota for ${size.name}: ${needed} vCPUs needed (20 % are kept in reserve for upgrades, and the previous deployment keeps its own until the new one serves), ${Math.max(0, free(short))} free of '${short.name}' (${short.current} of ${short.limit} in use)`,
    hint: `Ask for more quota in the Azure ML studio (Quota), choose fewer or smaller instances, or delete deployments that are not needed.${alternative}`,
    link: 'https://aka.ms/oe-tsg#error-outofquota',
  }
}
