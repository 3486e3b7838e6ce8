/** What a model takes, told by the weights of the layer that its input goes to first. */
import type { Tensor } from '../description.ts'
import type { StoredTensor } from './values.ts'

/**
 * The input of a layer of torch.nn, by the documentation of each: which axis of the weight counts
 * features or channels. A row, a picture, a sentence each has its own number.
 */
export function layerInput(
  layer: string,
  weight: StoredTensor | undefined,
): Pick<Tensor, 'type' | 'shape'> | undefined {
  if (weight?.type === undefined) return undefined
  const [, second = null, ...rest] = weight.shape
  switch (layer) {
    case 'Linear':
      return { type: weight.type, shape: [null, second] }
    case 'Conv1d':
    case 'Conv2d':
    case 'Conv3d':
      // (out, in / groups, …): there is mostly one group, and nothing here says otherwise.
      return { type: weight.type, shape: [null, second, ...rest.map(() => null)] }
    case 'Embedding':
      return { type: 'int64', shape: [null, null] }
    default:
      return undefined
  }
}
