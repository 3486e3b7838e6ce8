/** The virtual machine sizes of managed endpoints: the published families, and what an hour costs about. */

export interface Size {
  readonly name: string
  readonly family: Family
  readonly vCPUs: number
  readonly memoryGB: number
  readonly gpus: number
  /** US dollars an hour, Linux, dedicated. */
  readonly price: number
}

export interface Family {
  readonly id: string
  /** As usages and quotas call it. */
  readonly title: string
  /** Dedicated cores that a subscription starts with. */
  readonly limit: number
  /** A few GPU families need no spare capacity for upgrades. */
  readonly reserve: boolean
  /** Some families are for training only: the list shows them, an endpoint does not take them. */
  readonly inference: boolean
}

type Row = readonly [name: string, vCPUs: number, memoryGB: number, gpus: number, price: number]

const family = (
  id: string,
  limit: number,
  rows: readonly Row[],
  { reserve = true, inference = true } = {},
): readonly Size[] => {
  const label = id.replace(/^standard/i, '').replace(/Family$/, '')
  const title = `Standard ${label} Family Cluster Dedicated vCPUs`
  const its = { id, title, limit, reserve, inference }
  return rows.map(([name, vCPUs, memoryGB, gpus, price]) => ({
    name: `Standard_${name}`,
    family: its,
    vCPUs,
    memoryGB,
    gpus,
    price,
  }))
}

/** Sizes that differ only in scale: so much memory and so many dollars for each core. */
const series = (
  name: (cores: number) => string,
  cores: readonly number[],
  memory: number,
  price: number,
): readonly Row[] => cores.map((n) => [name(n), n, n * memory, 0, Number((n * price).toFixed(3))])

export const sizes: readonly Size[] = [
  ...family(
    'standardDASv4Family',
    24,
    series((n) => `D${n}as_v4`, [2, 4, 8, 16, 32, 48, 64, 96], 4, 0.048),
  ),
  ...family(
    'standardDAv4Family',
    24,
    series((n) => `D${n}a_v4`, [2, 4, 8, 16, 32, 48, 64, 96], 4, 0.048),
  ),
  ...family('standardDSv2Family', 24, [
    ['DS1_v2', 1, 3.5, 0, 0.073],
    ['DS2_v2', 2, 7, 0, 0.146],
    ['DS3_v2', 4, 14, 0, 0.293],
    ['DS4_v2', 8, 28, 0, 0.585],
    ['DS5_v2', 16, 56, 0, 1.17],
  ]),
  ...family('standardESv3Family', 24, [
    ...series((n) => `E${n}s_v3`, [2, 4, 8, 16, 32, 48], 8, 0.063),
    ['E64s_v3', 64, 432, 0, 3.629],
  ]),
  ...family(
    'standardFSv2Family',
    24,
    series((n) => `F${n}s_v2`, [2, 4, 8, 16, 32, 48, 64, 72], 2, 0.0423),
  ),
  ...family(
    'standardFXMDVSFamily',
    24,
    series((n) => `FX${n}mds`, [4, 12, 24, 36, 48], 21, 0.093),
  ),
  ...family(
    'standardLASv3Family',
    0,
    series((n) => `L${n}as_v3`, [8, 16, 32, 48, 64, 80], 8, 0.078),
  ),
  ...family(
    'standardLSv3Family',
    0,
    series((n) => `L${n}s_v3`, [8, 16, 32, 48, 64, 80], 8, 0.087),
  ),
  ...family(
    'standardLSv2Family',
    0,
    series((n) => `L${n}s_v2`, [8, 16, 32, 48, 64, 80], 8, 0.078),
  ),
  ...family(
    'standardDv2Family',
    24,
    [
      ['D1_v2', 1, 3.5, 0, 0.057],
      ['D2_v2', 2, 7, 0, 0.114],
      ['D3_v2', 4, 14, 0, 0.229],
    ],
    { inference: false },
  ),
  ...family('standardNCASv3_T4Family', 0, [
    ['NC4as_T4_v3', 4, 28, 1, 0.526],
    ['NC8as_T4_v3', 8, 56, 1, 0.752],
    ['NC16as_T4_v3', 16, 110, 1, 1.204],
    ['NC64as_T4_v3', 64, 440, 4, 4.352],
  ]),
  ...family('standardNCSv3Family', 0, [
    ['NC6s_v3', 6, 112, 1, 3.06],
    ['NC12s_v3', 12, 224, 2, 6.12],
    ['NC24s_v3', 24, 448, 4, 12.24],
  ]),
  ...family(
    'StandardNCADSA100v4Family',
    0,
    [
      ['NC24ads_A100_v4', 24, 220, 1, 3.673],
      ['NC48ads_A100_v4', 48, 440, 2, 7.346],
      ['NC96ads_A100_v4', 96, 880, 4, 14.692],
    ],
    { reserve: false },
  ),
  ...family(
    'StandardNCadsH100v5Family',
    0,
    [
      ['NC40ads_H100_v5', 40, 320, 1, 6.98],
      ['NC80adis_H100_v5', 80, 640, 2, 13.96],
    ],
    { reserve: false },
  ),
  ...family('standardNDASv4_A100Family', 0, [['ND96asr_v4', 96, 900, 8, 27.197]], {
    reserve: false,
  }),
  ...family('standardNDAMSv4_A100Family', 0, [['ND96amsr_A100_v4', 96, 1900, 8, 32.77]], {
    reserve: false,
  }),
  ...family('standardNDSv2Family', 0, [['ND40rs_v2', 40, 672, 8, 22.032]], { reserve: false }),
  ...family('standardNDSH100v5Family', 0, [['ND96isr_H100_v5', 96, 1900, 8, 98.32]], {
    reserve: false,
  }),
  ...family('StandardNVADSA10v5Family', 0, [
    ['NV6ads_A10_v5', 6, 55, 1, 0.454],
    ['NV12ads_A10_v5', 12, 110, 1, 0.908],
    ['NV18ads_A10_v5', 18, 220, 1, 1.6],
    ['NV36ads_A10_v5', 36, 440, 1, 3.2],
    ['NV36adms_A10_v5', 36, 880, 1, 4.52],
    ['NV72ads_A10_v5', 72, 880, 2, 6.52],
  ]),
]

export const families: readonly Family[] = [...new Set(sizes.map((size) => size.family))]

/** A size that an endpoint can have; the service takes its name in any case. */
export const sizeNamed = (name: string): Size | undefined =>
  sizes.find((size) => size.family.inference && size.name.toLowerCase() === name.toLowerCase())
