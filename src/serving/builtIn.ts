/** Models that Azure serves by itself: nothing is written for them, so what would break is said before. */
import { relative } from 'node:path'
import { ActionError, type Place } from '../errors.ts'
import type { Description } from '../model/description.ts'
import type { LocalModel, ModelFacts } from '../model/model.ts'
import { printable } from '../model/printable.ts'
import { Unreadable } from '../model/unreadable.ts'
import { demandKnown, type Identity } from '../plan/framework.ts'
import type { Serving } from '../plan/request.ts'
import type { BuiltInService } from '../plan/service.ts'
import { environmentTexts } from './environmentTexts.ts'
import { type Objection, type Objections, objectionsTo } from './mlflowNoCode.ts'
import { strayFolders } from './triton.ts'

/** The service of a model that is left to Azure; undefined for one that a script is written for. */
export async function builtInService(
  serving: Exclude<Serving, { kind: 'code' }>,
  model: ModelFacts,
  identity: Identity,
): Promise<BuiltInService | undefined> {
  if (serving.kind === 'mlflow-no-code') return mlflow(model, identity)
  return identity.description?.format === 'triton' ? triton(model, identity.description) : undefined
}

function triton(model: ModelFacts, { gpu, models = [] }: Description): BuiltInService {
  const strays =
    model.kind === 'local' ? strayFolders(model.content.files.map(({ path }) => path)) : []
  if (strays.length > 0) throw strange(strays)
  const served = models.length === 0 ? 'the repository' : models.map(printable).join(', ')
  return {
    kind: 'built-in',
    server: 'triton',
    ...(gpu === undefined ? {} : { gpu }),
    notes: [`service: Azure's own Triton serves ${served}, without script and environment`],
    warnings: [],
  }
}

const strange = (folders: readonly string[]): ActionError =>
  new ActionError({
    code: 'model-unreadable',
    message: `Triton would take ${folders.map((name) => `'${printable(name)}'`).join(', ')} in the repository for a model and not start: there is no numbered folder with a file in it, as in <model>/1/model.onnx`,
    hint: 'Leave it out (an .amlignore in the folder does), or give it a version. An ensemble has an empty one, which needs any file in it: storage keeps no empty folders.',
  })

async function mlflow(model: ModelFacts, identity: Identity): Promise<BuiltInService> {
  if (model.type !== 'mlflow_model') throw noMlflow(model, identity)
  const notes = [
    "service: Azure's own script serves the MLflow model, in an environment of its conda.yaml",
  ]
  const service = { kind: 'built-in', server: 'mlflow', notes } as const
  if (model.kind === 'registered') {
    const unseen =
      'the conda.yaml of a registered model is in Azure: nobody looked whether it makes an environment that Azure serves in'
    return { ...service, warnings: [unseen] }
  }
  const { description } = demandKnown(identity, model)
  const { errors, warnings } = await look(model, description)
  if (errors.length > 0) throw unserved(model, errors)
  return { ...service, warnings: warnings.map(({ message }) => message) }
}

async function look(model: LocalModel, description: Description): Promise<Objections> {
  try {
    return objectionsTo(await environmentTexts(model, description))
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { errors: [{ message: `conda.yaml ${error.message}` }], warnings: [] }
  }
}

/** Azure wants the MLmodel file in the folder that is registered, not in one below. */
function noMlflow(model: ModelFacts, { description }: Identity): ActionError {
  const found = `'${printable(model.mount)}' ${description ? `holds ${description.holds}` : 'is not known to be one'}`
  const below = description?.format === 'mlflow' && description.path !== ''
  return new ActionError({
    code: 'invalid-input',
    message: below
      ? `'mlflow-no-code' takes the model's own folder, and the MLmodel file lies in '${printable(description.path)}' below it`
      : `'mlflow-no-code' is for MLflow models, and ${found}`,
    hint: below ? "Point 'model-path' at that folder." : "Leave 'mlflow-no-code' out.",
  })
}

function unserved(model: LocalModel, errors: readonly Objection[]): ActionError {
  const [only, ...more] = errors
  const listed =
    only && more.length === 0
      ? only.message
      : `${errors.length} things to change:\n${errors.map(({ message }) => `- ${message}`).join('\n')}`
  return new ActionError({
    code: 'framework-unsupported',
    message: `Azure's own MLflow script would not run in the model's environment: ${listed}`,
    hint: "Save the model again with those in its conda_env (or extra_pip_requirements), or leave 'mlflow-no-code' out: then a script and an environment that work are written. Nothing was uploaded.",
    problems: errors.map(({ message, line }) => {
      const place = placeOf(model, line)
      return place ? { message, place } : { message }
    }),
  })
}

/** The model's conda.yaml in the checkout; none where the model lies elsewhere. */
function placeOf({ content }: LocalModel, line: number | undefined): Place | undefined {
  const source = content.files.find(({ path }) => path === 'conda.yaml')?.source
  if (source?.kind !== 'disk') return undefined
  const file = relative('', source.path).replaceAll('\\', '/')
  if (file.startsWith('../')) return undefined
  return { file, ...(line === undefined ? {} : { line }) }
}
