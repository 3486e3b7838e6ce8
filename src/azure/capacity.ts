/** What the region offers and what of it is left: properties of the subscription, not of the workspace. */
import { ActionError } from '../errors.ts'
import type { Usage, VmSize } from '../plan/state.ts'
import type { Arm } from './arm.ts'
import { attempting } from './failure.ts'

type Signal = { readonly abortSignal: AbortSignal }

/** The VM sizes of a region; undefined when the identity may not list them. */
export const readSizes = (arm: Arm, location: string, options: Signal) =>
  unlessForbidden(listSizes(arm, location, options))

/** The vCPU quota of a region; undefined when the identity may not read it. */
export const readUsages = (arm: Arm, location: string, options: Signal) =>
  unlessForbidden(listUsages(arm, location, options))

/** What the identity may not read is not known; any other failure is one. */
async function unlessForbidden<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read
  } catch (error) {
    if (error instanceof ActionError && error.code === 'permission-denied') return undefined
    throw error
  }
}

async function listSizes(arm: Arm, location: string, options: Signal): Promise<readonly VmSize[]> {
  return attempting(
    { doing: `list the VM sizes of ${location}`, otherwise: 'azure-refused' },
    async () => {
      const { value = [] } = await arm.sdk.virtualMachineSizes.list(location, options)
      return value.map((size): VmSize => {
        const linux = size.estimatedVMPrices?.values.find(
          (price) => price.osType === 'Linux' && price.vmTier === 'Standard',
        )
        return {
          name: size.name ?? '',
          family: size.family ?? '',
          vCPUs: size.vCPUs ?? 0,
          gpus: size.gpus ?? 0,
          memoryGB: size.memoryGB ?? 0,
          premiumDisks: size.premiumIO ?? false,
          computeTypes: size.supportedComputeTypes ?? [],
          ...(linux
            ? {
                price: {
                  amount: linux.retailPrice,
                  currency: size.estimatedVMPrices?.billingCurrency ?? 'USD',
                },
              }
            : {}),
        }
      })
    },
  )
}

async function listUsages(arm: Arm, location: string, options: Signal): Promise<readonly Usage[]> {
  return attempting(
    { doing: `read the quota of ${location}`, otherwise: 'azure-refused' },
    async () => {
      const usages: Usage[] = []
      for await (const row of arm.sdk.usages.list(location, options)) {
        usages.push({
          name: row.name?.localizedValue ?? row.name?.value ?? '',
          type: row.type ?? '',
          current: row.currentValue ?? 0,
          limit: row.limit ?? -1,
        })
      }
      return usages
    },
  )
}
