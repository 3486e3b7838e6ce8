/** What the code in a TorchScript archive does beside arithmetic: TorchScript can write files. */
import type { Finding } from '../description.ts'
import type { TorchArchive } from './archive.ts'
import { judgeOperator } from './operators.ts'
import type { Place } from './pickles.ts'
import { longestSource } from './script-source.ts'

/** All the source of an archive that is looked at: of no model is there more. */
const mostSource = 64 << 20

/** Judges every operator that the archive's code calls. */
export async function judgeCode(
  archive: TorchArchive,
  { path, signal }: Place,
): Promise<readonly Finding[]> {
  const findings = new Map<string, Finding>()
  let total = 0
  for (const [name, entry] of archive.entries) {
    if (!name.startsWith('code/') || !name.endsWith('.py')) continue
    signal.throwIfAborted()
    const file = `${path}:${entry.name}`
    total += entry.size
    if (entry.size > longestSource || total > mostSource) {
      const why = 'too much code to be judged'
      findings.set(file, { verdict: 'unknown', what: 'code', why, file })
      continue
    }
    const cursor = await archive.cursor(entry)
    const source = (await cursor.read(entry.size, name)).toString('latin1')
    for (const found of calledIn(source)) findings.set(found.what, { ...found, file })
  }
  return [...findings.values()]
}

/**
 * The operators that a source calls: `torch.save(…)` is aten's, `ops.torchvision.nms(…)` another
 * library's (torch/csrc/jit/serialization/python_print.cpp).
 */
function* calledIn(
  source: string,
): Generator<Pick<Finding, 'verdict' | 'what' | 'why' | 'offset'>> {
  const calls = /(?<![\w.])(\w+)\s*\.\s*(\w+)(?:\s*\.\s*(\w+))?\s*\(|\b(rpc_\w+)\s*\(/g
  for (const { 1: first, 2: second = '', 3: third, 4: remote, index } of source.matchAll(calls)) {
    const verdict = remote
      ? judgeOperator('prim', remote)
      : first === 'ops' && third
        ? judgeOperator(second, third)
        : // The name before the dot may be another one for torch.
          first !== 'self' && third === undefined && judgeOperator('aten', second)
    if (verdict) yield { ...verdict, offset: index }
  }
}
