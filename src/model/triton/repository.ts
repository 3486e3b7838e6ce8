/** How a Triton model repository is laid out (Triton, "Model Repository"). */
import type { ModelFolder } from '../format.ts'

/** One model of a repository. */
export interface TritonModel {
  /** The folder's name, which is the model's. */
  readonly name: string
  /** Where the model's folder lies in the content, with a slash at the end. */
  readonly place: string
  /** The version that is served: Triton takes the highest unless it is told otherwise. */
  readonly version: number
  /** The version's own files, relative to its folder. */
  readonly files: readonly string[]
  readonly hasConfig: boolean
}

/** A model and its version, in the repository itself or in the folder `models` that Azure shows. */
const versioned = /^((?:[^/]+\/)?([^/]+)\/)(\d{1,10})\/(.+)$/
const config = /^(?:[^/]+\/)?[^/]+\/config\.pbtxt$/

/**
 * The models of a repository. Empty when the folder is none: without a config.pbtxt, only files by
 * the names that Triton needs none for tell ("Auto-Generated Model Configuration").
 */
export function modelsIn({ root, files }: ModelFolder): readonly TritonModel[] {
  const versions = new Map<string, { name: string; files: Map<number, string[]> }>()
  const configured = new Set<string>()
  for (const path of files.keys()) {
    const full = root + path
    if (config.test(full)) configured.add(full.slice(0, -'config.pbtxt'.length))
    const [, place, name, version, file] = versioned.exec(full) ?? []
    if (place === undefined || name === undefined || file === undefined) continue
    const model = versions.get(place) ?? { name, files: new Map<number, string[]>() }
    versions.set(place, model)
    const own = model.files.get(Number(version)) ?? []
    own.push(file)
    model.files.set(Number(version), own)
  }
  return [...versions].flatMap(([place, { name, files: byVersion }]): TritonModel[] => {
    const version = Math.max(...byVersion.keys())
    const own = byVersion.get(version) ?? []
    const hasConfig = configured.has(place)
    return hasConfig || own.some((file) => selfEvident.test(file))
      ? [{ name, place, version, files: own, hasConfig }]
      : []
  })
}

/** Triton writes the configuration of these itself; other backends need one. */
const selfEvident = /^model\.(onnx(\/.+)?|plan|savedmodel\/.+)$/

/** Which backend runs a file of this name, as people call it. */
const backends: readonly (readonly [file: RegExp, backend: string])[] = [
  [/^model\.onnx(\/|$)/, 'ONNX'],
  [/^model\.plan$/, 'TensorRT'],
  [/^model\.pt2?$/, 'PyTorch'],
  [/^model\.savedmodel\//, 'TensorFlow SavedModel'],
  [/^model\.graphdef$/, 'TensorFlow GraphDef'],
  [/^model\.xml$/, 'OpenVINO'],
  [/^model\.py$/, 'Python'],
]

/** The backend by the names of a version's files; undefined when none is known. */
export const backendOf = (files: readonly string[]): string | undefined =>
  backends.find(([pattern]) => files.some((file) => pattern.test(file)))?.[1]
