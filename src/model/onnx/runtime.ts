/** Which ONNX Runtime can load a model: the file tells by the versions of what it is written in. */

/** The newest that a release of ONNX Runtime reads. */
interface Reach {
  readonly runtime: string
  /** `ModelProto.ir_version` */
  readonly ir: number
  /** Of the operator set ai.onnx. */
  readonly opset: number
  /** Of the operator set ai.onnx.ml. */
  readonly ml: number
}

/**
 * Oldest first; only the releases that read more than the one before. As in the table of "ONNX
 * Runtime compatibility" (onnxruntime.ai), and tried: a graph of one operation with each version was
 * loaded and run by the last patch of each release.
 */
const reaches: readonly [Reach, ...Reach[]] = [
  { runtime: '1.15.0', ir: 9, opset: 18, ml: 3 },
  { runtime: '1.16.0', ir: 9, opset: 19, ml: 3 },
  { runtime: '1.17.0', ir: 9, opset: 20, ml: 4 },
  { runtime: '1.18.0', ir: 10, opset: 21, ml: 5 },
  { runtime: '1.21.0', ir: 10, opset: 22, ml: 5 },
  { runtime: '1.23.0', ir: 11, opset: 23, ml: 5 },
  { runtime: '1.24.0', ir: 13, opset: 25, ml: 5 },
  { runtime: '1.25.0', ir: 13, opset: 26, ml: 5 },
  { runtime: '1.32.0', ir: 14, opset: 28, ml: 5 },
]

/** The newest release of which it is known what it reads. */
export const newestRuntime = reaches.at(-1)?.runtime

/** What a model is written in: 0 for an operator set that it does not import. */
export type Dialect = Omit<Reach, 'runtime'>

/**
 * The oldest release of ONNX Runtime that loads a model, of those that can still be installed;
 * undefined when none does yet. Every newer one does too ("ONNX Runtime compatibility", Backwards
 * compatibility).
 */
export const oldestRuntime = ({ ir, opset, ml }: Dialect): string | undefined =>
  reaches.find((reach) => ir <= reach.ir && opset <= reach.opset && ml <= reach.ml)?.runtime
