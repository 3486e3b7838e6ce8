/** The job summary: what is live now, or what broke and what to do. Markdown, pure. */
import type { Failure } from '../errors.ts'
import type { Finding } from '../model/description.ts'
import { describeAutoscale } from './autoscale.ts'
import type { StepReport } from './bake.ts'
import type { DeploymentView } from './deploymentView.ts'
import type { LiveReport } from './liveMetrics.ts'
import type { LiveNumbers } from './minutes.ts'
import { isSuccess, type Result, type TimelineEntry } from './result.ts'
import { describeRouting } from './routing.ts'
import { withVerdict } from './scan.ts'
import { judge, type SmokeReport } from './smoke.ts'
import { describeTraffic } from './traffic.ts'

const headings = {
  deployed: 'is live',
  unchanged: 'is live, unchanged',
  planned: 'can be deployed',
  failed: 'was not deployed',
  'smoke-failed': 'was not deployed: the smoke test failed',
  'rolled-back': 'was rolled back',
  'rollback-failed': 'could not be rolled back',
  cancelled: 'was not deployed: the run was cancelled',
  deleted: 'was deleted',
} as const

/** The whole summary; the failure comes first when there is one. */
export function toSummary(result: Result): string {
  const title = `## ${isSuccess(result.status) ? '✅' : '❌'} ${plain(result.serviceName || 'The model')} ${headings[result.status]}`
  return [
    title,
    result.error ? failureSection(result.error, result) : '',
    liveSection(result),
    deploymentsSection(result.deployments ?? []),
    result.status === 'planned' ? planSection(result.plan) : '',
    smokeSection(result.smoke ?? []),
    rolloutSection(result.rollout ?? []),
    liveTrafficSection(result.live ?? []),
    preflightSection(result.preflight),
    scanSection(result.findings ?? []),
    timelineSection(result.timeline, result.totalMs),
    notesSection(result.notes ?? []),
  ]
    .filter((section) => section !== '')
    .join('\n\n')
    .concat('\n')
}

/**
 * Text that Markdown and HTML leave as it is, on one line of a table. What a model says of itself stands
 * here too: it makes no link, no image, and mentions nobody.
 */
const plain = (text: string) =>
  oneLine(text)
    .replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? c)
    .replace(/([|`*_[\]\\~$])/g, '\\$1')
    .replace(/@(?=\w)|#(?=\d)|:(?=\/\/)|\bwww(?=\.)/gi, '$&<!-- -->')

/** The same as code, in which nobody is mentioned anyway; Markdown goes on within HTML. */
const code = (text: string) =>
  text === ''
    ? ''
    : `<code>${oneLine(text)
        .replace(/[&<>|`*_[\]\\~$!]/g, entity)
        .replace(/:(?=\/\/)|@|\.(?<=\bwww\.)/gi, entity)}</code>`

/** Markdown takes no character that is spelt so for one of its own ("CommonMark", 6.2). */
const entity = (sign: string) => `&#${sign.charCodeAt(0)};`

const oneLine = (text: string) => text.replace(/\r\n?|[\n\u2028\u2029]/g, ' ')

/** A fence longer than any run of backticks inside. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}

function failureSection(failure: Failure, result: Result): string {
  const where = result.failedPhase ? ` in phase <code>${result.failedPhase}</code>` : ''
  const ids = Object.entries(failure.correlation ?? {}).map(
    ([name, value]) => `${name} ${code(value)}`,
  )
  return [
    `**${failure.code}**${where}`,
    fenced(failure.message),
    failure.hint ? `**What to do.**\n\n${fenced(failure.hint)}` : '',
    failure.azure
      ? `<details><summary>Azure's own words</summary>\n\n${fenced(failure.azure)}\n\n</details>`
      : '',
    failure.link ? `See <${failure.link}>.` : '',
    ids.length > 0 ? `For a support ticket: ${ids.join(', ')}` : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function liveSection(result: Result): string {
  const model = result.modelVersion
    ? `${result.modelName}:${result.modelVersion}`
    : (result.modelName ?? '')
  const framework = [result.framework, result.frameworkVersion].filter((text) => text).join(' ')
  const rows: readonly (readonly [string, string])[] = [
    ['Scoring URI', code(result.scoringUri ?? '')],
    ['Traffic', result.traffic ? plain(describeTraffic(result.traffic)) : ''],
    ['Deployment', code(result.deploymentName ?? '')],
    ['Before', code(result.previousDeployment ?? '')],
    ['Model', code(model)],
    ['Framework', plain(framework)],
    ['Holds', plain(result.holds ?? '')],
    ['Content digest', code(result.modelDigest?.slice(0, 16) ?? '')],
    ['Size', plain(result.sizeReason ?? '')],
    [
      'Instances',
      result.autoscale
        ? describeAutoscale(result.autoscale)
        : result.instanceCount === undefined
          ? ''
          : String(result.instanceCount),
    ],
    ['Callers authenticate by', plain(result.authMode ?? '')],
    ['Studio', result.portalUrl ? `[open the endpoint](${result.portalUrl})` : ''],
  ]
  const known = rows.filter(([, value]) => value !== '')
  if (known.length === 0) return ''
  return ['| | |', '| --- | --- |', ...known.map(([name, value]) => `| ${name} | ${value} |`)].join(
    '\n',
  )
}

/** What is behind the service. */
function deploymentsSection(deployments: readonly DeploymentView[]): string {
  if (deployments.length === 0) return ''
  const rows = deployments.map(
    ({ name, share, mirrored, state, model, instanceType, instances, commit, createdAt }) => {
      const copied = mirrored === undefined ? '' : `, a copy of ${mirrored} %`
      const size = `${instances} × ${code(instanceType ?? '?')}`
      return `| ${code(name)} | ${share} %${copied} | ${plain(state)} | ${code(model ?? '')} | ${size} | ${code(commit?.slice(0, 7) ?? '')} | ${plain(createdAt?.slice(0, 16) ?? '')} |`
    },
  )
  return [
    '### Deployments',
    '',
    '| Deployment | Traffic | State | Model | Machines | Commit | Made |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

/** What a deployment would change, for whoever approves it. */
function planSection(plan: Result['plan']): string {
  if (!plan) return ''
  const { deployment, inPlace, size, traffic, retires } = plan.view
  const steps = traffic.steps.map(({ traffic: next, mirror = {}, bakeSeconds }) => {
    const watched = bakeSeconds > 0 ? `, watched for ${spell(bakeSeconds * 1000)}` : ''
    return `${plain(describeRouting({ traffic: next, mirror }))}${watched}`
  })
  const cost = size.monthly === undefined ? '' : `, ${plain(size.monthly)} a month`
  const rows: readonly (readonly [string, string])[] = [
    ['Machines', `${size.instances} × ${code(size.name)}${size.autoscale ? '' : cost}`],
    ['Autoscale', size.autoscale ? `${describeAutoscale(size.autoscale)}${cost}` : ''],
    ['Updated in place', inPlace ? code(deployment) : ''],
    ['Traffic now', plain(describeTraffic(traffic.before))],
    ['Traffic then', steps.length > 0 ? steps.join('<br>') : 'stays as it is'],
    ['Deleted afterwards', retires.map(code).join(', ')],
    ['Digest', code(plan.digest)],
  ]
  return [
    '### Plan',
    '',
    '| | |',
    '| --- | --- |',
    ...rows.filter(([, value]) => value !== '').map(([name, value]) => `| ${name} | ${value} |`),
  ].join('\n')
}

function smokeSection(reports: readonly SmokeReport[]): string {
  if (reports.length === 0) return ''
  const shorten = (text: string) => (text.length > 200 ? `${text.slice(0, 200)}…` : text)
  const rows = reports.map((item) => {
    const last = item.answers.at(-1)
    const passed = judge(item).passed ? '✅' : '❌'
    return `| ${passed} ${plain(item.case.name)} | ${code(shorten(item.case.body))} | ${code(shorten(last?.text ?? ''))} | ${last?.status ?? ''} | ${item.sent} | ${Math.round(item.p50Ms)} ms | ${Math.round(item.p95Ms)} ms |`
  })
  return [
    '### Smoke test',
    '',
    '| Case | Request | Answer | HTTP | Sent | p50 | p95 |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

/** What the new deployment was shown. */
const shown = (share: number, copied: number | undefined) =>
  copied === undefined ? `${share} %` : `${copied} % copied`

/** What each step of the rollout showed. */
function rolloutSection(steps: readonly StepReport[]): string {
  if (steps.length === 0) return ''
  const rows = steps.map(
    ({ share, copied, watchedMs, asked, failed, p50Ms, p95Ms, breach }) =>
      `| ${breach === undefined ? '✅' : '❌'} ${shown(share, copied)} | ${spell(watchedMs)} | ${asked} | ${failed} | ${Math.round(p50Ms)} ms | ${Math.round(p95Ms)} ms | ${plain(breach ?? '')} |`,
  )
  return [
    '### Rollout',
    '',
    '| Share | Watched | Asked | Wrong | p50 | p95 | |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

/** What Azure Monitor measured of both deployments in each step. */
function liveTrafficSection(steps: readonly LiveReport[]): string {
  if (steps.length === 0) return ''
  const ms = (value: number | undefined) => (value === undefined ? '' : `${Math.round(value)} ms`)
  const percent = (value: number | undefined) =>
    value === undefined ? '' : `${Math.round(value)} %`
  const row = (step: string, { p50Ms, p95Ms, p99Ms, ...live }: LiveNumbers) =>
    `| ${step} | ${code(live.deployment)} | ${live.minutes} | ${live.requests} | ${live.failed} | ${live.refused} | ${ms(p50Ms)} | ${ms(p95Ms)} | ${ms(p99Ms)} | ${percent(live.cpu)} | ${percent(live.memory)} |`
  const rows = steps.flatMap(({ share, copied, current, previous, breach }) => [
    row(`${breach === undefined ? '✅' : '❌'} ${shown(share, copied)}`, current),
    ...(previous ? [row('beside it', previous)] : []),
  ])
  return [
    '### Live traffic',
    '',
    'By Azure Monitor, in the minutes of each step that had arrived, with the requests of this run among them.',
    '',
    '| Share | Deployment | Minutes | Requests | Failed | Refused | p50 | p95 | p99 | CPU | Memory |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

/** How the service did on the runner, beside what it is to get. */
function preflightSection(preflight: Result['preflight']): string {
  if (!preflight) return ''
  const { measured, size } = preflight
  const { installMs, loadMs, memoryMB, p50Ms, p95Ms } = measured
  const ms = (value: number) => `${Math.round(value)} ms`
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
      p50Ms === undefined || p95Ms === undefined ? '' : `${ms(p50Ms)}, ${ms(p95Ms)}`,
      size ? `${size.cpu} vCPU` : '',
    ],
  ]
  return [
    '### Preflight',
    '',
    'The service was run on the runner, with the same packages, server and requests.',
    '',
    '| | On the runner | Asked for |',
    '| --- | --- | --- |',
    ...rows
      .filter(([, value]) => value !== '')
      .map(([name, value, asked]) => `| ${name} | ${value} | ${asked} |`),
  ].join('\n')
}

/** What loading the model would run: the dangerous first, the known only counted. */
function scanSection(findings: readonly Finding[]): string {
  if (findings.length === 0) return ''
  const known = withVerdict(findings, 'known').length
  const others = [...withVerdict(findings, 'dangerous'), ...withVerdict(findings, 'unknown')]
  const rows = others
    .slice(0, mostFindings)
    .map(
      ({ verdict, what, why, file, offset }) =>
        `| ${verdict === 'dangerous' ? '⛔' : '❔'} ${verdict} | ${code(what)} | ${plain(why)} | ${code(file)}${offset === undefined ? '' : `, byte ${offset}`} |`,
    )
  const more = others.length - rows.length
  return [
    '### What loading the model imports',
    '',
    ...(rows.length === 0
      ? []
      : ['| Verdict | What | Why | Where |', '| --- | --- | --- | --- |', ...rows, '']),
    `${more > 0 ? `${more} more, and ` : ''}${known} that ${known === 1 ? 'is' : 'are'} known to be harmless.`,
  ].join('\n')
}

/** A summary has a limit of its own, which a hostile file must not break. */
const mostFindings = 50

const spell = (ms: number) =>
  ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`

function timelineSection(timeline: readonly TimelineEntry[], totalMs: number): string {
  if (timeline.length === 0) return ''
  const rows = [...timeline]
    .sort((a, b) => a.from - b.from)
    .map(
      ({ phase, from, ms, outcome, note }) =>
        `| ${outcome === 'done' ? '✅' : '❌'} ${phase} | +${spell(from)} | ${spell(ms)} | ${plain(note ?? '')} |`,
    )
  return [
    `### Timeline (${spell(totalMs)})`,
    '',
    '| Phase | Began | Took | |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

const notesSection = (notes: readonly string[]) =>
  notes.length === 0 ? '' : ['### Notes', '', ...notes.map((note) => `- ${plain(note)}`)].join('\n')
