/** ONNX models that ONNX Runtime does not serve by itself. */
import type { ElementType, NeedsCode } from '../description.ts'
import type { GraphFacts } from './graph.ts'
import { type Dialect, newestRuntime, oldestRuntime } from './runtime.ts'
import type { GraphValue } from './types.ts'

/** Operator sets that are part of ONNX Runtime. */
const builtIn = new Set([
  '',
  'ai.onnx.ml',
  'ai.onnx.training',
  'ai.onnx.preview.training',
  'com.microsoft',
  'com.microsoft.experimental',
  'com.microsoft.nchwc',
])

/** How a model is written. */
export interface Written {
  /** The domains of functions that the model brings along. */
  readonly defined: ReadonlySet<string>
  readonly dialect: Dialect
}

/** Why a graph with these inputs is not served without code; undefined when it is. */
export function needsCode(
  { domains, outputs }: GraphFacts,
  inputs: readonly GraphValue[],
  { defined, dialect }: Written,
): NeedsCode | undefined {
  if (oldestRuntime(dialect) === undefined)
    return {
      reason: `it is written in IR version ${dialect.ir} and operator set ${dialect.opset}, which no ONNX Runtime reads that is known here (up to ${newestRuntime})`,
      script: script(),
    }
  const foreign = [...domains].find((domain) => !builtIn.has(domain) && !defined.has(domain))
  if (foreign !== undefined)
    return {
      reason: `its operations of '${foreign}' come from a library of custom operations, which is not in the file`,
      script: script("options.register_custom_ops_library('the library of the operations')"),
    }
  const odd = inputs.find(({ kind, type }) => kind !== 'tensor' || type === undefined)
  if (odd)
    return {
      reason: `its input '${odd.name}' is no array of a type that JSON and NumPy know`,
      script: script(),
    }
  const untold = [...inputs, ...outputs].find(({ type }) => type && without.has(type))
  if (untold)
    return {
      reason: `'${untold.name}' is of ${untold.type}, which ONNX Runtime has no arrays of in Python`,
      script: script(),
    }
  return undefined
}

/** Types that ONNX Runtime does not hand to Python. */
const without: ReadonlySet<ElementType> = new Set(['bfloat16', 'complex64', 'complex128'])

/** The least that serves a graph. */
const script = (setting?: string) => `import json
import os
from pathlib import Path

import numpy as np
import onnxruntime

def init():
    global session
    path = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob("*.onnx"))
    options = onnxruntime.SessionOptions()
${setting === undefined ? '' : `    ${setting}\n`}    session = onnxruntime.InferenceSession(path, options)

def run(raw_data):
    given = json.loads(raw_data)["inputs"]
    # Give each input the type that the graph takes.
    inputs = {name: np.array(value, dtype=np.float32) for name, value in given.items()}
    names = [output.name for output in session.get_outputs()]
    return {name: value.tolist() for name, value in zip(names, session.run(names, inputs))}
`
