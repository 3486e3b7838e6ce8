/** The corridor: request → facts → plan → execution → result. Always ends with a result. */
import { connect } from './azure/connect.ts'
import { ActionError, asActionError } from './errors.ts'
import { Journal } from './journal.ts'
import type { Log } from './log.ts'
import { check } from './modes/check.ts'
import { deploy } from './modes/deploy.ts'
import { located } from './modes/locate.ts'
import { plan } from './modes/plan.ts'
import { promote } from './modes/promote.ts'
import { remove } from './modes/remove.ts'
import { rollback } from './modes/rollback.ts'
import { showStatus } from './modes/status.ts'
import { sweep } from './modes/sweep.ts'
import { Undone, unlessOvertaken } from './modes/undone.ts'
import type { Migration } from './plan/foreign/report.ts'
import { runLink } from './plan/origin.ts'
import { parseRequest } from './plan/parse.ts'
import type { Asked } from './plan/request.ts'
import type { Result } from './plan/result.ts'
import type { World } from './world.ts'

/** Does what is asked, and tells how it ended. */
export async function run(world: World): Promise<Result> {
  const { log } = world
  const journal = new Journal(log)
  let asked: Asked | undefined
  try {
    asked = await journal.phase('request', async () => readRequest(world, journal))
    const deadline = deadlineSignal(asked.request.rollout.timeoutMs)
    const signal = AbortSignal.any([world.signal, deadline])
    return journal.finish(await carryOut(asked, world, journal, signal))
  } catch (thrown) {
    const undone = thrown instanceof Undone ? thrown : undefined
    const cancelled = world.signal.aborted
    const error = cancelled ? asActionError(world.signal.reason) : (undone?.cause ?? thrown)
    for (let cause = error; cause instanceof Error; cause = cause.cause)
      log.debug(cause.stack ?? '')
    // Of a cancelled run the post step undoes what there was no time for.
    const failed = located(asActionError(error), asked, world.files)
    return journal.fail(failed, cancelled ? 'cancelled' : undone?.status)
  }
}

/** Signs in, unless nothing is asked of Azure, and does what is asked. */
async function carryOut(asked: Asked, world: World, journal: Journal, signal: AbortSignal) {
  if (asked.mode === 'check') return check(asked.request, world, journal, signal)
  const { where, who } = asked.request
  const arm = await journal.phase('sign-in', () =>
    connect(where, who, world.askForToken, world.log, signal),
  )
  journal.learn({ audience: arm.hosts.machineLearning })
  const session = { arm, world, journal, signal }
  switch (asked.mode) {
    case 'deploy':
      return unlessOvertaken(session, () => deploy(asked.request, session))
    case 'plan':
      return plan(asked.request, asked.file, session)
    case 'promote':
      return unlessOvertaken(session, () => promote(asked.request, session))
    case 'rollback':
      return rollback(asked.request, session)
    case 'status':
      return showStatus(asked.request, session)
    case 'delete':
      return remove(asked.request, session)
    case 'sweep':
      return sweep(session)
  }
}

function readRequest({ inputs, files, log, origin, github }: World, journal: Journal): Asked {
  const named = (name: string) => inputs[name]?.trim() ?? ''
  const runUrl = runLink(origin)
  journal.learn({
    serviceName: named('service-name'),
    framework: named('framework'),
    frameworkVersion: named('framework-version'),
    ...(origin.commit === undefined ? {} : { commit: origin.commit }),
    ...(runUrl === undefined ? {} : { runUrl }),
  })
  for (const secret of ['client-secret', 'credentials', 'github-token'])
    if (inputs[secret]) log.hide(inputs[secret])
  const parsed = parseRequest(inputs, files)
  journal.learn(parsed.subject)
  github.about(parsed.showing)
  if (parsed.migration) tellMigration(parsed.migration, log, journal)
  if (!parsed.ok) throw invalid(parsed.problems)
  const { asked, showing } = parsed
  const { request } = asked
  github.begin()
  if ('who' in request && request.who.kind === 'secret') log.hide(request.who.clientSecret)
  if ('model' in request) {
    const { name, framework, frameworkVersion } = request.model
    journal.learn({
      modelName: name,
      ...(framework ? { framework } : {}),
      ...(frameworkVersion ? { frameworkVersion } : {}),
      instanceCount: request.compute.instanceCount,
      ...(request.compute.autoscale ? { autoscale: request.compute.autoscale } : {}),
    })
  }
  const model = 'model' in request ? `${inputs['model-path'] || request.model.name} as ` : ''
  const where = 'where' in request ? ` in workspace ${request.where.workspace}` : ''
  log.info(`${doing[asked.mode]} ${model}${showing.service}${where}`)
  return asked
}

/** What other tools' config files became: for people who move on from them. */
function tellMigration({ summary, warnings, blocks }: Migration, log: Log, journal: Journal): void {
  journal.note(summary)
  for (const { message, place } of warnings) journal.note(message, 'warning', place)
  for (const { title, text } of blocks) log.block(title, text)
}

const doing = {
  deploy: 'deploying',
  plan: 'planning',
  check: 'checking',
  promote: 'promoting a deployment of',
  rollback: 'rolling back',
  status: 'looking at',
  delete: 'deleting',
  sweep: 'deleting services whose time to live has passed',
} as const satisfies Readonly<Record<Asked['mode'], string>>

/** One mistake keeps its own code; several are summed up. */
function invalid(problems: readonly { message: string; code: ActionError['code'] }[]): ActionError {
  const [first, ...more] = problems
  return new ActionError({
    code: first && more.length === 0 ? first.code : 'invalid-input',
    message:
      first && more.length === 0
        ? first.message
        : `${problems.length} mistakes in the inputs:\n${problems.map(({ message }) => `- ${message}`).join('\n')}`,
    hint: "Correct them in the workflow's 'with:' or in the config file; nothing was sent to Azure.",
    problems,
  })
}

function deadlineSignal(ms: number): AbortSignal {
  const controller = new AbortController()
  const timer = setTimeout(() => {
    controller.abort(
      new ActionError({
        code: 'deadline-passed',
        message: `the deployment took longer than the ${ms / 60_000} minutes of 'timeout-minutes'`,
        hint: "The service that worked before still works. Run again (what is done is not done twice), or raise 'timeout-minutes'.",
      }),
    )
  }, ms)
  timer.unref()
  return controller.signal
}
