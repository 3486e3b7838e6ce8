/**
 * What an exported program makes Python evaluate. Its graph is data, but torch.export.load hands some
 * of its texts to Python: `sympy.sympify` evaluates every expression of a shape, `exec` runs the
 * guards, an operator is looked up by a dotted path that begins at the module torch, and a tree of
 * inputs may import the class of an enum or of a default (torch/_export/serde/serialize.py,
 * torch/export/_unlift.py and torch/utils/_pytree.py of 2.15).
 */
import type { Finding } from '../description.ts'
import type { Watch } from '../encodings/json-texts.ts'
import { judgeOperator } from './operators.ts'

type Verdict = Pick<Finding, 'verdict' | 'what' | 'why'>

/** Texts shown in a finding are no longer than this. */
const longestShown = 80
/** No honest expression is longer; what has so many inputs that their tree is, is no service. */
const longestText = 100_000
/** Findings beyond these say nothing new. */
const mostFindings = 1000

const tooLong = (text: string): Verdict => ({
  verdict: 'unknown',
  what: short(text),
  why: `${text.length} characters that PyTorch evaluates, too many to be judged`,
})

/** Symbols, numbers and functions of them: `2*s0`, `Max(1, s0//2)`, `Symbol('s0', integer=True)`. */
const judgeExpression = (text: string): Verdict | undefined =>
  judgePython(
    text,
    text.replace(/Symbol\('\w+'(, \w+=(True|False))*\)/g, 'symbol'),
    'an expression of a shape, which sympy evaluates as Python',
  )

/** Comparisons of the inputs' sizes: `L['x'].size()[0] == 3`. */
const judgeGuard = (text: string): Verdict | undefined =>
  judgePython(
    text,
    text
      .replace(/L(\['\w+'\]|\[\d+\])+/g, 'input')
      .replace(/input\.(size|stride)\(\)\[\d+\]|input\.(storage_offset|dim|numel)\(\)/g, 'size')
      .replace(/math\.(?=\w)/g, ''),
    'a guard, which is run as Python',
  )

/** Judges a text by what is left of it without the forms that PyTorch writes. */
function judgePython(text: string, bare: string, why: string): Verdict | undefined {
  const calls = [...bare.matchAll(/(\w+)\s*\(/g)].map(([, name = '']) => name)
  const arithmetic = /^[\w\s.+\-*/%(),<>=!&|~]*$/.test(bare)
  const attributes = /__|[A-Za-z_]\w*\s*\.|\)\s*[.(]/.test(bare)
  if (!arithmetic || attributes || calls.some((name) => /^[a-z_]/.test(name) && !plain.has(name)))
    return { verdict: 'dangerous', what: short(text), why }
  const unknown = calls.find((name) => !functions.has(name) && !plain.has(name))
  return unknown === undefined
    ? undefined
    : { verdict: 'unknown', what: short(text), why: `${why}: it calls ${short(unknown)}` }
}

/** Functions and words that stand before a bracket in honest expressions. */
const plain = new Set(
  `max min abs round int float bool floor ceil ceiling trunc sqrt log exp pow and or not if else in
  sin cos tan asin acos atan sinh cosh tanh`.split(/\s+/),
)

/** Functions of sympy and torch.utils._sympy.functions that PyTorch writes. */
const functions = new Set(
  `Max Min Abs Pow Mod Eq Ne Gt Ge Lt Le Equality Unequality GreaterThan LessThan
  StrictGreaterThan StrictLessThan And Or Not Piecewise Integer Float Rational FloorDiv
  ModularIndexing Where PythonMod CleanDiv CeilToInt FloorToInt CeilDiv LShift RShift PowByNatural
  FloatPow FloatTrueDiv IntTrueDiv IsNonOverlappingAndDenseIndicator TruncToFloat TruncToInt
  RoundToInt RoundDecimal ToFloat Identity BitwiseFn_bitwise_and BitwiseFn_bitwise_or
  OpaqueUnaryFn_sqrt OpaqueUnaryFn_exp OpaqueUnaryFn_log`.split(/\s+/),
)

/** `torch.ops.aten.add.Tensor`, `_operator.add`, `math.ceil`; other paths lead anywhere. */
function judgeTarget(text: string): Verdict | undefined {
  const [first, second, namespace, name, ...rest] = text.split('.')
  if (first === 'torch' && second === 'ops' && namespace && name && rest.length < 2)
    return judgeOperator(namespace, name)
  const path = text.split('.')
  const simple = path.length === 2 && !reaching.has(text)
  if (simple && (first === '_operator' || first === 'math')) return undefined
  if (path.length === 2 && /^torch\.sym_\w+$/.test(text)) return undefined
  if (first !== 'torch' && first !== '_operator' && first !== 'math' && !text.startsWith('#'))
    return undefined // stays a text
  const why = 'not an operator of a graph, but anything that can be reached from torch'
  return { verdict: simple ? 'unknown' : 'dangerous', what: short(text), why }
}

/** Functions that get or call whatever their arguments say. */
const reaching = new Set(['_operator.attrgetter', '_operator.methodcaller', '_operator.call'])

function judgeTree(text: string): Verdict | undefined {
  if (!/__enum__|default_factory_module/.test(text)) return undefined
  return { verdict: 'unknown', what: short(text), why: 'imports a class by its name' }
}

const judges: ReadonlyMap<string, (text: string) => Verdict | undefined> = new Map([
  ['expr_str', judgeExpression],
  ['guards_code', judgeGuard],
  ['target', judgeTarget],
  ['in_spec', judgeTree],
  ['out_spec', judgeTree],
])

const short = (text: string): string =>
  text.length > longestShown ? `${text.slice(0, longestShown)}…` : text

/** Judges every operator and every expression of a program, as its JSON is read. */
export class ProgramJudge implements Watch {
  private readonly found = new Map<string, Verdict>()
  readonly texts: ReadonlySet<string> = new Set(judges.keys())
  /** The names of symbols are evaluated as well. */
  readonly names: ReadonlySet<string> = new Set(['range_constraints'])

  see(name: string, text: string): void {
    const judge = judges.get(this.names.has(name) ? 'expr_str' : name)
    const verdict = judge && (text.length > longestText ? tooLong(text) : judge(text))
    if (verdict && this.found.size < mostFindings) this.found.set(verdict.what, verdict)
  }

  get findings(): readonly Verdict[] {
    return [...this.found.values()]
  }
}
