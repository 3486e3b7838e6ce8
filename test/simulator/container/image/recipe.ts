/** What goes into an image: the Python version and the packages, whatever described them. */
import type { ContainerSpec } from '../../types.ts'
import { translateConda } from './conda.ts'
import { isBase, prebuilt } from './prebuilt.ts'

export interface Recipe {
  /** `3.12` */
  readonly python: string
  /** Requirements and options, one a line, as in a `requirements.txt`. */
  readonly requirements: readonly string[]
  /** For the build log: what was left out, and why. */
  readonly notes: readonly string[]
}

/** Why there can be no image, in the words of the tool that would have said so. */
export interface Impossible {
  readonly stage: 'build' | 'pull'
  readonly log: string
}

/** The recipe of a deployment's environment. */
export function recipeOf(environment: ContainerSpec['environment']): Recipe | Impossible {
  if (environment.kind === 'conda') {
    if (!isBase(environment.image)) return unknownImage('build', environment.image)
    const recipe = translateConda(environment.condaFile)
    return typeof recipe === 'string' ? { stage: 'build', log: recipe } : recipe
  }
  if (environment.kind === 'triton') return triton
  return prebuilt(environment.image) ?? unknownImage('pull', environment.image)
}

/** What serves ONNX graphs by NVIDIA's own schema of a configuration. */
const triton: Recipe = {
  python: '3.12',
  requirements: ['tritonclient[grpc]==2.73.0', 'onnxruntime==1.32.0', 'numpy==2.5.5'],
  notes: [],
}

/** Whether the packages bring the server that every scoring container runs. */
export function hasServer({ requirements }: Recipe): boolean {
  return requirements.some((line) => /^azureml[-_.](inference-server-http|defaults)\b/i.test(line))
}

const unknownImage = (stage: Impossible['stage'], image: string): Impossible => ({
  stage,
  log: `Error response from daemon: manifest for ${image} not found: manifest unknown`,
})
