import { describe, expect, test } from 'vitest'
import { chooseSize, coresNeeded, quotaShortage } from '../../src/plan/sizes.ts'
import { sizeOf, sizes, usagesOf } from './factories.ts'

const chosen = (need: Parameters<typeof chooseSize>[1], from = sizes) => {
  const choice = chooseSize(from, need)
  return choice.ok ? choice.value.size.name : choice.failure
}

describe('the size', () => {
  test.each([
    [1, 1, 'Standard_D2as_v4'],
    [1, 5.7, 'Standard_D2as_v4'],
    [1, 5.8, 'Standard_D4as_v4'],
    [2, 2, 'Standard_D2as_v4'],
    [2.5, 2, 'Standard_D4as_v4'],
    [4, 20, 'Standard_FX4mds'],
  ])(
    'for %d vCPU and %d GB is %s: room for the system, no family that is going away',
    (cpu, memory, name) => {
      expect(chosen({ cpu, memory })).toBe(name)
    },
  )

  test('says why, and what else was considered', () => {
    const choice = chooseSize(sizes, { cpu: 1, memory: 6 })
    expect(choice.ok && choice.value).toMatchObject({
      reason:
        'Standard_D4as_v4 (4 vCPU, 16 GB, 0.200 USD/h) is the smallest with 1 vCPU and 6 GB for the container (13.7 GB usable)',
      considered: [
        'Standard_D2as_v4 (2 vCPU, 8 GB, 0.100 USD/h): 5.7 GB usable',
        'Standard_D2a_v4 (2 vCPU, 8 GB, 0.110 USD/h): 5.7 GB usable',
        'Standard_FX4mds (4 vCPU, 84 GB, 0.400 USD/h): costs more',
      ],
    })
  })

  test('of a retiring family is still better than none', () => {
    const old = sizes.filter(({ family }) => family === 'standardDSv2Family')
    expect(chosen({ cpu: 1, memory: 1 }, old)).toBe('Standard_DS1_v2')
  })

  test('need not be tagged for inference where no size is', () => {
    expect(
      chosen(
        { cpu: 1, memory: 1 },
        sizes.map((size) => ({ ...size, computeTypes: [] })),
      ),
    ).toBe('Standard_D2as_v4')
    const tagged = sizes.map((size) =>
      size.name === 'Standard_D2as_v4' ? { ...size, computeTypes: ['AmlCompute'] } : size,
    )
    expect(chosen({ cpu: 1, memory: 1 }, tagged)).toBe('Standard_D2a_v4')
  })

  test('that nobody has is an error with the largest there is', () => {
    expect(chosen({ cpu: 64, memory: 1000 })).toMatchObject({
      code: 'size-not-found',
      message: expect.stringContaining('the largest is Standard_FX4mds (4 vCPU, 84 GB'),
    })
  })

  test('cannot be chosen by who may not list them, but can be named', () => {
    const unseen = (need: Parameters<typeof chooseSize>[1]) => chooseSize(undefined, need)
    expect(unseen({ cpu: 1, memory: 1 })).toMatchObject({ failure: { code: 'permission-denied' } })
    expect(unseen({ cpu: 1, memory: 1, instanceType: 'Standard_D2as_v4' })).toMatchObject({
      value: { size: { name: 'Standard_D2as_v4' } },
    })
  })

  test('named by instance-type is taken in any case, and a slip is suggested', () => {
    expect(chosen({ cpu: 1, memory: 1, instanceType: 'STANDARD_D4AS_V4' })).toBe('Standard_D4as_v4')
    expect(chosen({ cpu: 1, memory: 1, instanceType: 'Standard_D2ass_v4' })).toMatchObject({
      code: 'size-unknown',
      message:
        "'instance-type' is 'Standard_D2ass_v4': the region does not offer it. Did you mean 'Standard_D2as_v4'?",
    })
  })
})

describe('the quota', () => {
  const [d2, d4] = [
    sizeOf('Standard_D2as_v4', 'standardDASv4Family', 2, 8, 0.1),
    sizeOf('Standard_D4as_v4', 'standardDASv4Family', 4, 16, 0.2),
  ]

  test.each([
    [d4, 1, 8],
    [d2, 1, 4],
    [d4, 5, 24],
    [d4, 10, 48],
    [sizeOf('Standard_NC24ads_A100_v4', 'x', 24, 220, 4), 1, 24],
  ])('%o × %d needs %d vCPUs, the reserve for upgrades included', (size, count, cores) => {
    expect(coresNeeded(size, count)).toBe(cores)
  })

  test('has room, or the shortage is told in numbers', () => {
    expect(quotaShortage(usagesOf(8), sizes, d4, 8)).toBeUndefined()
    expect(quotaShortage(usagesOf(8, 2), sizes, d4, 8)).toMatchObject({
      code: 'quota-exceeded',
      message: expect.stringMatching(
        /8 vCPUs needed .* 6 free of 'Standard DASv4 Family Cluster Dedicated vCPUs' \(2 of 8 in use\)/,
      ),
    })
  })

  test('without limit, or without a row for the family, leaves the answer to Azure', () => {
    expect(quotaShortage(usagesOf(-1), sizes, d4, 1)).toBeUndefined()
    expect(quotaShortage([], sizes, d4, 8)).toBeUndefined()
  })

  test('of the whole region counts too', () => {
    expect(quotaShortage(usagesOf(-1), sizes, d4, 101)).toMatchObject({
      message: expect.stringContaining(
        "'Total Cluster Dedicated Regional vCPUs' (0 of 100 in use)",
      ),
    })
  })
})
