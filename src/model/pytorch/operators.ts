/** What the operators of a graph do beside arithmetic. */
import type { Finding } from '../description.ts'

/** What torch brings itself: `torch._C._jit_get_all_schemas()` of 1.13 to 2.15 names no others. */
const builtIn = new Set(
  `aten prim prims quantized _quantized quantization sparse mkldnn mkldnn_prepacked onednn mkl
  prepacked static_runtime cuda onnx profiler inductor inductor_prims rngprims export higher_order
  _native _native_aot flex_gemm`.split(/\s+/),
)

/** Libraries whose operators are known, each a package of that name. */
const libraries = new Set(['torchvision', 'torchaudio'])

const dangerous: ReadonlyMap<string, string> = new Map([
  ['aten::save', 'writes a file of any name'],
  ['aten::from_file', 'reads or writes a file of any name'],
  ['debugprims::load_tensor', 'reads a file of any name'],
  ['prim::rpc_sync', 'calls another machine'],
  ['prim::rpc_async', 'calls another machine'],
  ['prim::rpc_remote', 'calls another machine'],
])

/** A verdict on an operator; undefined for the arithmetic that torch brings. */
export function judgeOperator(
  namespace: string,
  name: string,
): Pick<Finding, 'verdict' | 'what' | 'why'> | undefined {
  const what = `${namespace}::${name}`
  const danger = dangerous.get(what)
  if (danger) return { verdict: 'dangerous', what, why: danger }
  if (builtIn.has(namespace)) return undefined
  return libraries.has(namespace)
    ? { verdict: 'known', what, why: `an operator of the package ${namespace}` }
    : { verdict: 'unknown', what, why: 'an operator of a library that torch does not bring' }
}

/** The packages whose operators a model needs. */
export function packagesOf(findings: readonly Finding[]): Record<string, undefined> {
  const used = findings.map(({ what }) => what.slice(0, what.indexOf('::')))
  return Object.fromEntries(
    used.filter((name) => libraries.has(name)).map((name) => [name, undefined]),
  )
}
