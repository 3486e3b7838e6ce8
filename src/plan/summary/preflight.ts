/** How the service did on the runner, beside what it is to get. Pure. */
import { paragraphs, section, table } from '../markdown.ts'
import type { Result } from '../result.ts'
import { inMs, spell } from './words.ts'

/** What was measured, and what was asked for. */
export function preflightSection(preflight: Result['preflight']): string {
  if (!preflight) return ''
  const { measured, size } = preflight
  const { installMs, loadMs, memoryMB, p50Ms, p95Ms } = measured
  const rows: readonly (readonly [string, string, string])[] = [
    ['Making the environment', spell(installMs), ''],
    ['Loading the model', spell(loadMs), ''],
    [
      'Memory of a worker, at its peak',
      memoryMB === undefined ? '' : `${Math.round(memoryMB)} MB`,
      size ? `${size.memory} GB` : '',
    ],
    [
      'Latency, p50 and p95',
      p50Ms === undefined || p95Ms === undefined ? '' : `${inMs(p50Ms)}, ${inMs(p95Ms)}`,
      size ? `${size.cpu} vCPU` : '',
    ],
  ]
  return section(
    'Preflight',
    paragraphs([
      'The service was run on the runner, with the same packages, server and requests.',
      table(
        ['', 'On the runner', 'Asked for'],
        rows.filter(([, value]) => value !== ''),
      ),
    ]),
  )
}
