/** The job summary: what is live now, or what broke and what to do. Markdown, pure. */
import { type Part, withinBytes } from './limited.ts'
import { clip, paragraphs, plain, section } from './markdown.ts'
import type { Result } from './result.ts'
import { callSection } from './summary/call.ts'
import { deploymentsSection } from './summary/deployments.ts'
import { factsTable } from './summary/facts.ts'
import { causeSection, evidenceSection } from './summary/failure.ts'
import { heading } from './summary/heading.ts'
import { planSection } from './summary/planned.ts'
import { preflightSection } from './summary/preflight.ts'
import { liveTrafficSection, rolloutSection } from './summary/rollout.ts'
import { scanSection } from './summary/scan.ts'
import { smokeSection } from './summary/smoke.ts'
import { liveTable } from './summary/standing.ts'
import { timelineSection } from './summary/timeline.ts'

/** GitHub takes 1 MiB for a step. */
const mostBytes = 1_000_000

/** The whole summary; the failure comes first when there is one. */
export function toSummary(result: Result): string {
  const { error, status } = result
  const parts: readonly Part[] = [
    { name: 'the title', text: heading(result), essential: true },
    { name: 'the cause', text: error ? causeSection(error, result) : '', essential: true },
    { name: 'the evidence', text: error ? evidenceSection(error) : '' },
    {
      name: 'what is live',
      text: paragraphs([status === 'planned' ? '' : liveTable(result), factsTable(result)]),
    },
    { name: 'the deployments', text: deploymentsSection(result.deployments ?? []) },
    { name: 'the plan', text: status === 'planned' ? planSection(result) : '' },
    { name: 'the smoke test', text: smokeSection(result) },
    { name: 'the rollout', text: rolloutSection(result) },
    { name: 'live traffic', text: liveTrafficSection(result.live ?? []) },
    { name: 'the example call', text: callSection(result) },
    { name: 'the preflight', text: preflightSection(result.preflight) },
    { name: 'what loading the model imports', text: scanSection(result.findings ?? []) },
    { name: 'the timeline', text: timelineSection(result) },
    { name: 'the notes', text: notesSection(result.notes ?? []) },
  ]
  return withinBytes(parts, mostBytes)
}

const mostNotes = 100

function notesSection(notes: readonly string[]): string {
  const shown = notes.slice(0, mostNotes).map((note) => `- ${plain(clip(note, 2_000))}`)
  const left = notes.length - shown.length
  return section(
    'Notes',
    [...shown, ...(left > 0 ? [`- and ${left} more, in the log of the run`] : [])].join('\n'),
  )
}
