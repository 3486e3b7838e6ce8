/**
 * SciPy's distributions run a text of their own state when they are loaded: the parser of their
 * arguments (scipy/stats/_distn_infrastructure.py, `parse_arg_template` and `__setstate__`).
 */
import { attributeOf, classOf, type Instance, isWhole, itemsOf, type Value } from './values.ts'

/** The text with its arguments filled in, as every version since 1.6 writes it. */
const honest =
  /^\s*(def _parse_args(_rvs|_stats)?\(self,[\w ,=.'-]*\):\n +return (self\._argcheck_rvs)?\([\w ,=.-]*\)[\w ,]*\s*)+$/

/** Why loading it runs more than the parser; undefined when it does not. */
export function dangerOfDistribution(made: Instance): string | undefined {
  const text = attributeOf(made, '_parse_arg_template')
  if (text !== undefined)
    return typeof text === 'string' && honest.test(text)
      ? undefined
      : 'runs a text of the file as code'
  return isDistribution(classOf(made)) && !isTold(made.state)
    ? 'runs a text as code that the file computes or hides'
    : undefined
}

/** Whether a call makes a class of a distribution's kind: `type('Mine', (norm_gen,), {…})`. */
export const derivesDistribution = (args: Value): boolean =>
  (itemsOf(args) ?? []).some((arg) => (itemsOf(arg) ?? []).some(isDistribution))

function isDistribution(value: Value | undefined): boolean {
  if (typeof value !== 'object' || value?.kind !== 'global') return false
  return /^scipy\.stats(\.|$)/.test(value.module) && /(_gen|^rv_\w+)$/.test(value.name)
}

/** Whether nothing of a state is hidden: a dict of which all was kept, or the pair of older versions. */
function isTold(state: Value | undefined): boolean {
  if (typeof state !== 'object' || state === null) return false
  return state.kind === 'dict' ? isWhole(state) : state.kind === 'tuple'
}
