/** What the model is, of what the user says and what the file says: they must agree. Pure. */
import { ActionError } from '../errors.ts'
import type { Description, Format, Framework, NeedsCode } from '../model/description.ts'
import type { ModelFacts, RegisteredModel } from '../model/model.ts'
import type { Request } from './request.ts'

/** The framework and the version that saved the model, as far as anybody knows. */
export interface Identity {
  readonly framework?: Framework
  readonly version?: string
  readonly description?: Description
}

/** A model that is known well enough to be served without code. */
export type KnownModel = Identity & Required<Pick<Identity, 'framework' | 'description'>>

/**
 * Joins the inputs with the file. Throws `framework-contradicted` when they disagree: a saved model
 * needs what saved it, so one of the two is wrong.
 */
export function identify(asked: Request['model'], model: ModelFacts): Identity {
  const description = model.kind === 'local' ? model.reading.description : noted(model, asked)
  const version = asked.frameworkVersion
  if (!description) {
    return {
      ...(asked.framework === undefined ? {} : { framework: asked.framework }),
      ...(version === undefined ? {} : { version }),
    }
  }
  if (asked.framework !== undefined && asked.framework !== description.framework)
    throw contradiction(description, 'framework', asked.framework)
  if (version !== undefined && description.version !== undefined) {
    if (!sameVersion(version, description.version))
      throw contradiction(description, 'framework-version', version)
  }
  const known = description.version ?? version
  return {
    framework: description.framework,
    description,
    ...(known === undefined ? {} : { version: known }),
  }
}

/** What must be known to serve without code; throws what is missing, and why. */
export function demandKnown(identity: Identity, model: ModelFacts): KnownModel {
  const { framework, version, description } = identity
  if (!description || !framework) throw new ActionError(unknown(model))
  if (description.needsCode) throw codeNeeded(description, description.needsCode)
  return { framework, description, ...(version === undefined ? {} : { version }) }
}

const codeNeeded = ({ holds }: Description, { reason, script }: NeedsCode): ActionError =>
  new ActionError({
    code: 'framework-unsupported',
    message: `${holds} cannot be served without code: ${reason}`,
    hint: `Bring an 'entry-script', with a 'conda-file' or an 'environment'. The least that would do:\n\n${script}`,
  })

/** `1.4` says less than `1.4.2`, not something else. */
const sameVersion = (given: string, recorded: string): boolean =>
  recorded === given ||
  recorded.startsWith(`${given}.`) ||
  recorded.replace(/[+].*$/, '') === given.replace(/[+].*$/, '')

const where = ({ path }: Description) => (path === '' ? 'the model' : `'${path}'`)

function contradiction(
  description: Description,
  input: 'framework' | 'framework-version',
  given: string,
): ActionError {
  const { framework, version, holds } = description
  return new ActionError({
    code: 'framework-contradicted',
    message: `${where(description)} (${holds}) was saved by ${framework}${version === undefined ? '' : ` ${version}`}, but '${input}' says ${given}`,
    hint: `Leave '${input}' out: the file says it. Or save the model again with what it shall be served with.`,
  })
}

function unknown(model: ModelFacts) {
  if (model.kind === 'local' && model.reading.failure) return model.reading.failure
  if (model.type === 'mlflow_model')
    return {
      code: 'framework-unsupported' as const,
      message: `'${model.mount}' is an MLflow model that another client registered: what its files say is in Azure, and no script can be written for it from there`,
      hint: "Say 'mlflow-no-code: true', and Azure's own script serves it; or give the model's files as 'model-path', or an 'entry-script'.",
    }
  return {
    code: 'framework-unsupported' as const,
    message: `'${model.mount}' is registered by another client, which did not note how it was saved: without code, only scikit-learn models can be served from the registry alone`,
    hint: "Give 'framework' and 'framework-version' for a scikit-learn model; for any other an 'entry-script', or the model's files as 'model-path'.",
  }
}

/** How a model of a framework was saved that says no more of itself. */
const usualFormats: Partial<Record<Framework, Format>> = {
  'scikit-learn': 'pickle',
  triton: 'triton',
}

/** What was noted of a registered model when it was registered, and what the inputs add to it. */
function noted(
  { noted, mount, type }: RegisteredModel,
  asked: Request['model'],
): Description | undefined {
  const own = type === 'triton_model' ? ('triton' as const) : undefined
  const framework = noted.framework ?? asked.framework ?? own
  const format = noted.format ?? (framework && usualFormats[framework])
  if (framework === undefined || format === undefined) return undefined
  return {
    framework,
    format,
    path: noted.path ?? '',
    holds: mount,
    input: { kind: 'unknown' },
    output: { kind: 'unknown' },
    packages: {},
    ...(noted.frameworkVersion === undefined ? {} : { version: noted.frameworkVersion }),
  }
}
