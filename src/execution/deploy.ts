/** From a plan to a deployment that is ready and has no traffic. */
import type { Arm } from '../azure/arm.ts'
import { registerCode, registerEnvironment, registerModel } from '../azure/assets.ts'
import { createDeployment, type NewDeployment, resumeDeployment } from '../azure/deployment.ts'
import { createEndpoint, type NewEndpoint, settleEndpoint } from '../azure/endpoint.ts'
import { demandLease, demandUntouched } from '../azure/lease.ts'
import { makeUploader, type Uploader } from '../azure/upload.ts'
import { labelled } from '../log.ts'
import type { ProgramStep } from '../plan/assets.ts'
import { withExpiry } from '../plan/expiry.ts'
import type { Plan } from '../plan/plan.ts'
import { type RolloutRecord, withRecord } from '../plan/record.ts'
import { formatBytes } from '../progress.ts'
import { together } from '../together.ts'
import { clearAutoscale, setAutoscale } from './autoscale.ts'
import { type Execution, unsettledOf } from './execution.ts'
import { tagsOfUpdate } from './inPlace.ts'
import { removeDeployment } from './remove.ts'

/**
 * The deployment, where there is none, and what scales it. The lease is what an endpoint that is
 * created is to say of this run.
 */
export async function deploy(execution: Execution, lease: RolloutRecord): Promise<void> {
  await clearAutoscale(execution)
  if (!execution.plan.deployment.isOld) await make(execution, lease)
  await setAutoscale(execution)
}

/** Model, code, environment, endpoint and preflight side by side; then the deployment that needs them all. */
async function make(execution: Execution, lease: RolloutRecord): Promise<void> {
  const { arm, plan, journal, log, signal } = execution
  const { name, action } = plan.deployment
  if (action === 'resume') {
    execution.remember(unsettledOf(execution))
    return journal.phase('deployment', async () => {
      log.info(`deployment ${name}: an earlier run began it; waiting for it`)
      await resumeDeployment(arm, plan.endpoint.name, name, plan, signal)
    })
  }
  const isUpdate = action === 'update'
  const tags = isUpdate ? await tagsOfUpdate(execution) : plan.tags
  const [model] = await prepare(execution, lease)
  execution.remember(unsettledOf(execution))
  await journal.phase(
    'deployment',
    async () => {
      log.info(
        `deployment ${name}: ${plan.request.compute.instanceCount} × ${plan.size.size.name}, ${isUpdate ? 'in place of what serves now' : 'beside what serves now'}`,
      )
      await createDeployment(
        arm,
        {
          endpoint: plan.endpoint.name,
          name,
          location: plan.location,
          modelId: model.id,
          ...(plan.program.kind === 'scripted' ? { program: programOf(plan.program) } : {}),
          instanceType: plan.size.size.name,
          instanceCount: plan.request.compute.instanceCount,
          container: plan.container,
          tags,
        },
        plan,
        signal,
      )
    },
    () => name,
  )
}

const programOf = ({ code, environment }: Scripted): NonNullable<NewDeployment['program']> => ({
  codeId: code.id,
  scoringScript: code.scoringScript,
  environmentId: environment.id,
})

type Scripted = Extract<ProgramStep, { kind: 'scripted' }>

function prepare(execution: Execution, lease: RolloutRecord) {
  const { arm, plan, state, journal, signal } = execution
  const uploader = makeUploader(arm, state.datastore)
  return together<[{ id: string }, unknown, unknown, unknown]>(signal, [
    (signal) => journal.phase('model', () => prepareModel(execution, uploader, signal)),
    async (signal) => {
      if (plan.program.kind === 'scripted')
        await prepareProgram(execution, plan.program, uploader, signal)
    },
    (signal) => journal.phase('endpoint', () => prepareEndpoint(execution, lease, signal)),
    async (signal) => execution.preflight?.(signal),
  ])
}

/** The script and what it runs in. */
async function prepareProgram(
  { arm, journal, log }: Execution,
  { code, environment }: Scripted,
  uploader: Uploader,
  signal: AbortSignal,
): Promise<void> {
  await together<[unknown, unknown]>(signal, [
    (signal) => journal.phase('code', () => registerCode(arm, uploader, code, signal)),
    (signal) =>
      journal.phase('environment', async () => {
        if (environment.action === 'register') await registerEnvironment(arm, environment, signal)
        log.info(
          `environment: ${environment.id.split('/environments/').at(-1)?.replace('/versions/', ':')}`,
        )
      }),
  ])
}

async function prepareModel(
  { arm, plan, journal, log }: Execution,
  uploader: Uploader,
  signal: AbortSignal,
): Promise<{ id: string }> {
  const step = plan.model
  if (step.action === 'reuse') {
    log.info(`model: ${step.name}:${step.version} has this content already; nothing uploaded`)
    return { id: step.id }
  }
  const { content } = step.upload
  const files =
    content.files.length === 1 ? content.name : `${content.files.length} files of ${content.name}`
  log.info(`model: ${files}, ${formatBytes(content.bytes)}`)
  const model = await registerModel(labelledArm(arm, 'model'), uploader, step, signal)
  log.info(
    `model: registered as ${step.name}:${model.version}${model.uploaded ? '' : ' (uploaded by an earlier run)'}`,
  )
  journal.learn({ modelVersion: model.version, modelId: model.id })
  return { id: model.id }
}

const labelledArm = (arm: Arm, label: string): Arm => ({ ...arm, log: labelled(arm.log, label) })

/** The endpoint, ready for a deployment and this run's; and room under the deployment's name. */
async function prepareEndpoint(
  execution: Execution,
  lease: RolloutRecord,
  signal: AbortSignal,
): Promise<void> {
  const { arm, plan, log } = execution
  const { name, action } = plan.endpoint
  if (action === 'create') log.info(`endpoint: creating ${name} in ${plan.location} (about 90 s)`)
  const endpoint = await (action === 'create'
    ? createEndpoint(arm, newEndpoint(plan, lease), signal)
    : settleEndpoint(arm, name, signal))
  // The write that took the lease has settled by now: whose name is read here has it.
  demandLease(endpoint, lease.run)
  if (action === 'create') {
    // Somebody else may have made it, and had it serve, since it was found missing.
    demandUntouched(endpoint, lease.run, plan.traffic.live.traffic)
    log.info(`endpoint: ${name} is ready`)
  }
  if (plan.deployment.action === 'replace') {
    log.info(`endpoint: deleting what an earlier run left of deployment ${plan.deployment.name}`)
    await removeDeployment(arm, name, plan.deployment.name, signal)
  }
}

const newEndpoint = ({ endpoint, location, expiry }: Plan, lease: RolloutRecord): NewEndpoint => ({
  name: endpoint.name,
  location,
  authMode: endpoint.authMode,
  tags: withExpiry(withRecord(endpoint.tags, lease), expiry, Date.now()),
})
