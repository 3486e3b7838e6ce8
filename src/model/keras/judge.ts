/**
 * What loading a Keras model would import or call. A configuration names classes and functions by
 * module, and may hold Python code ("Serialization and saving", Keras; CVE-2024-3660, CVE-2025-1550,
 * CVE-2025-8747, CVE-2025-9905 and CVE-2025-12058 are what came of it).
 */
import type { Finding } from '../description.ts'
import { at, type Kept, textAt } from '../encodings/kept.ts'
import { judgePickle } from '../scan/judge.ts'
import { judgeOperation } from '../tensorflow/operations.ts'
import { isBuiltIn } from './layers.ts'

/** A verdict, and on what. */
type Judgement = Pick<Finding, 'verdict' | 'what' | 'why'>

const mostFindings = 100

/** Everything in a configuration that is not Keras's own and harmless; each kind of thing once. */
export function judgeConfig(model: Kept, file: string): readonly Finding[] {
  const found = new Map<string, Finding>()
  for (const judgement of walk(model, true)) {
    found.set(judgement.what, { ...judgement, file })
    if (found.size === mostFindings) break
  }
  return [...found.values()]
}

/** Under these names stand layers, which may be called like something harmless elsewhere. */
const layerKeys = new Set(['layers', 'layer', 'backward_layer', 'forward_layer', 'cell', 'cells'])

function* walk(value: Kept, isLayer: boolean): Generator<Judgement> {
  if (Array.isArray(value)) {
    for (const item of value) yield* walk(item, isLayer)
  } else if (value instanceof Map) {
    const judgement = judgeObject(value, isLayer)
    if (judgement) yield judgement
    for (const [key, member] of value) yield* walk(member, layerKeys.has(key))
  }
}

function judgeObject(object: Kept, isLayer: boolean): Judgement | undefined {
  const name = textAt(object, 'class_name')
  if (name === undefined) return judgeValue(object)
  return judgeCode(object, name) ?? judgeFile(object, name) ?? judgeOrigin(object, name, isLayer)
}

/** Keras 3 writes a lambda that is no layer as {"value": [bytecode, defaults, closure]}. */
function judgeValue(object: Kept): Judgement | undefined {
  const value = at(object, 'value')
  const isCode = Array.isArray(value) && value.length === 3 && typeof value[0] === 'string'
  return isCode ? { verdict: 'dangerous', what: 'a lambda', why: bytecode } : undefined
}

/** Layers that hold code, or call it by name. */
function judgeCode(object: Kept, name: string): Judgement | undefined {
  const layer = textAt(object, 'config', 'name')
  const what = layer === undefined ? name : `${name} layer '${layer}'`
  switch (name) {
    case 'Lambda': {
      const called = textAt(object, 'config', 'function')
      return called === undefined
        ? codeOfLambda(object, what)
        : {
            verdict: 'unknown',
            what,
            why: `calls the function '${called}', which is not in the file`,
          }
    }
    case '__lambda__':
      return { verdict: 'dangerous', what: 'a lambda', why: bytecode }
    case 'TorchModuleWrapper':
      return { verdict: 'dangerous', what, why: 'unpickles a PyTorch module' }
    case 'JaxLayer':
    case 'FlaxLayer':
      return { verdict: 'unknown', what, why: 'calls Python code that is not in the file' }
    case 'TFOpLambda':
      return judgeCalled(textAt(object, 'config', 'function') ?? '')
    default:
      return undefined
  }
}

const bytecode = 'holds Python bytecode, which runs when the model is loaded or asked'

/** Keras 2 kept a Lambda's code in a list; Keras 3 keeps it in an object that is met by itself. */
const codeOfLambda = (object: Kept, what: string): Judgement | undefined =>
  Array.isArray(at(object, 'config', 'function'))
    ? { verdict: 'dangerous', what, why: bytecode }
    : undefined

/** Functions of TensorFlow, by their public names, that do more than compute. */
const beyondArrays =
  /^(compat\.v[12]\.)?((io|data|saved_model|summary|train|keras|lite|profiler|distribute|autograph|sysconfig)\.|(py_function|numpy_function|py_func|print|load_op_library|load_library)$)/
const rawOperation = /^(?:compat\.v[12]\.)?raw_ops\.(.*)$/

function judgeCalled(called: string): Judgement | undefined {
  const [, operation] = rawOperation.exec(called) ?? []
  const raw = operation === undefined ? undefined : judgeOperation(operation, false)
  if (raw) return { ...raw, what: `tf.${called}` }
  return beyondArrays.test(called)
    ? { verdict: 'dangerous', what: `tf.${called}`, why: 'reaches beyond arrays' }
    : undefined
}

/** Layers that read files: a path may lead anywhere. */
function judgeFile(object: Kept, name: string): Judgement | undefined {
  if (name === 'TFSMLayer')
    return {
      verdict: 'dangerous',
      what: `TFSMLayer of '${textAt(object, 'config', 'filepath') ?? ''}'`,
      why: 'runs a graph from another place',
    }
  const vocabulary =
    textAt(object, 'config', 'vocabulary') ?? textAt(object, 'config', 'vocabulary_file')
  if (vocabulary === undefined || vocabulary === '') return undefined
  return {
    verdict: 'dangerous',
    what: `the vocabulary '${vocabulary}'`,
    why: 'reads any file of the server',
  }
}

const kerasModule = /^(keras|tf_keras|keras_core|tensorflow\.(python\.)?keras)(\.|$)/

/** Parts of Keras that are no layers, losses or the like: they download, unpack and load. */
const beyondLayers =
  /\.(utils|saving|callbacks|datasets|export|applications|wrappers|testing|legacy\.saving|models\.cloning|trainers)(\.|$)/
const dangerousFunctions =
  /^(get_file|func_load|load_.*|.*_from_(json|config|yaml)|extract_archive|save_.*|deserialize.*|enable_unsafe.*|set_.*|import_.*|exec.*|eval.*)$/

/** "Built-in Functions" of Python that run code, or reach files, modules or what hides in objects. */
const dangerousBuiltins = new Set(
  `__import__ breakpoint compile delattr eval exec exit getattr globals help input locals memoryview
  open print quit setattr type vars`.split(/\s+/),
)

/** Where the class or function of an object comes from. */
function judgeOrigin(object: Kept, name: string, isLayer: boolean): Judgement | undefined {
  const module = textAt(object, 'module')
  const isFunction = name === 'function'
  const meant = isFunction ? (textAt(object, 'config') ?? '') : name
  if (module === undefined) return isLayer ? judgeUnplaced(object, name) : undefined
  if (kerasModule.test(module))
    return beyondLayers.test(module) || (isFunction && dangerousFunctions.test(meant))
      ? {
          verdict: 'dangerous',
          what: `${module}.${meant}`,
          why: 'is a part of Keras that no model needs',
        }
      : undefined
  // A function of the author's own is said to be one of builtins, which has but these that harm.
  if (module === 'builtins' && isFunction && !dangerousBuiltins.has(meant)) return custom(meant)
  return judge(module, meant)
}

/** Loading imports the module, as unpickling does. */
function judge(module: string, name: string): Judgement | undefined {
  const globals = [{ module, name, offset: 0, called: true }]
  const [finding] = judgePickle('', { globals, oddities: [] })
  if (finding === undefined || finding.verdict === 'known') return undefined
  return { verdict: finding.verdict, what: finding.what, why: finding.why }
}

const custom = (what: string): Judgement => ({
  verdict: 'unknown',
  what,
  why: "is a class or function of the author's own, which is not in the file",
})

/** A layer without a module is Keras's own, or was registered by its author. */
function judgeUnplaced(object: Kept, name: string): Judgement | undefined {
  const registered = textAt(object, 'registered_name') ?? name
  return isBuiltIn(name) && !registered.includes('>') ? undefined : custom(registered)
}
