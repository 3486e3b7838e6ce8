/** Microsoft's prebuilt images, as far as a scoring container can tell them apart. */
import type { Recipe } from './recipe.ts'

const server = ['azureml-inference-server-http~=1.4', 'numpy', 'joblib']
const recipe = (python: string, requirements: readonly string[]): Recipe => ({
  python,
  requirements,
  notes: [],
})

/** Images that bring a Python environment; a base image brings an empty one. */
const images: readonly (readonly [name: RegExp, recipe: Recipe])[] = [
  [/^minimal-py312-inference$/, recipe('3.12', server)],
  [/^minimal-py311-inference$/, recipe('3.11', server)],
  [/^minimal-py312-cuda(11\.8|12\.4)-inference$/, recipe('3.12', server)],
  [/^minimal-ubuntu22\.04-py39-(cpu|cuda11\.8-gpu)-inference$/, recipe('3.9', server)],
  [
    /^(curated\/)?mlflow-py312-inference$/,
    recipe('3.12', [...server, 'mlflow-skinny<3', 'pandas', 'azureml-ai-monitoring']),
  ],
  [/^openmpi[\d.]+(-cuda[\d.]+-cudnn\d+)?-ubuntu\d\d\.04$/, recipe('3.10', [])],
  [/^openmpi[\d.]+-cuda[\d.]+-ubuntu\d\d\.04$/, recipe('3.10', [])],
  [/^inference-base-(2204|cuda[\d.]+-ubuntu\d\d\.04)$/, recipe('3.10', [])],
]

/** The contents of a prebuilt image, or `undefined` if there is no such image. */
export function prebuilt(image: string): Recipe | undefined {
  const name = /^mcr\.microsoft\.com\/azureml\/([^:@]+)/.exec(image)?.[1]
  return name === undefined ? undefined : images.find(([pattern]) => pattern.test(name))?.[1]
}

/** Whether a conda environment can be built on it. Images of other registries are taken on trust. */
export function isBase(image: string): boolean {
  return !image.startsWith('mcr.microsoft.com/azureml/') || prebuilt(image) !== undefined
}
