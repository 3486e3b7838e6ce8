/** How a model is served: the code that is uploaded, the script in it, and the environment it runs in. */
import { readFile } from 'node:fs/promises'
import { ActionError } from '../errors.ts'
import { digest, listContent, memoryFolder } from '../model/content.ts'
import type { Description } from '../model/description.ts'
import { findPickle, type ModelFacts } from '../model/model.ts'
import type { EnvironmentChoice, Serving } from '../plan/request.ts'
import type { Service, ServiceEnvironment } from '../plan/service.ts'
import { readTemplate } from '../templates.ts'
import { generateService } from './generate.ts'
import { condaBaseImage } from './image.ts'

/** Writes or collects what serves the model. Throws when the model or the script cannot be served. */
export async function prepareService(
  serving: Serving,
  model: ModelFacts,
  signal: AbortSignal,
): Promise<Service> {
  return serving.kind === 'code'
    ? ownCode(serving, signal)
    : generated(serving.frameworkVersion, model, signal)
}

async function ownCode(
  serving: Extract<Serving, { kind: 'code' }>,
  signal: AbortSignal,
): Promise<Service> {
  const content = await listContent(serving.sourceDirectory, {
    ignoreFiles: ['.amlignore', '.gitignore'],
  })
  if (!content.files.some((file) => file.path === serving.entryScript)) {
    throw new ActionError({
      code: 'invalid-input',
      message: `'entry-script' is '${serving.entryScript}', which the ignore file of '${serving.sourceDirectory}' leaves out`,
      hint: 'Add an .amlignore beside it that does not exclude the script: it wins over .gitignore.',
    })
  }
  return {
    code: await digest(content, signal),
    scoringScript: serving.entryScript,
    environment: await ownEnvironment(serving.environment),
    notes: [],
  }
}

async function ownEnvironment(choice: EnvironmentChoice): Promise<ServiceEnvironment> {
  switch (choice.kind) {
    case 'conda':
      return {
        kind: 'new',
        image: choice.image ?? condaBaseImage,
        condaFile: await readFile(choice.file, 'utf8'),
      }
    case 'image':
      return { kind: 'new', image: choice.image }
    case 'id':
      return { kind: 'existing', name: choice.id, id: choice.id }
    case 'registered':
      return {
        kind: 'existing',
        name: choice.version === undefined ? choice.name : `${choice.name}:${choice.version}`,
      }
  }
}

async function generated(
  version: string,
  model: ModelFacts,
  signal: AbortSignal,
): Promise<Service> {
  const served = generateService({
    description: guess(findPickle(model)),
    version,
    mounted: mountedAt(model),
    gpu: false,
  })
  if (!served.ok) {
    throw new ActionError({
      code: 'framework-unsupported',
      message: served.message,
      hint: served.hint,
    })
  }
  const copied = await Promise.all(
    Object.entries(served.templates).map(async ([name, template]) => [
      name,
      await readTemplate(template),
    ]),
  )
  const texts = { ...Object.fromEntries(copied), ...served.files }
  return {
    code: await digest(memoryFolder('serving', texts), signal),
    scoringScript: served.scoringScript,
    environment: { kind: 'new', image: served.image, condaFile: served.condaFile },
    notes: served.notes,
  }
}

/** What is said of a model that nobody has read yet. */
const guess = (path: string): Description => ({
  framework: 'scikit-learn',
  format: 'pickle',
  path,
  holds: path,
  input: { kind: 'unknown' },
  output: { kind: 'unknown' },
  packages: {},
})

/** Where Azure mounts the model below its models: a folder keeps its name. */
const mountedAt = (model: ModelFacts): string =>
  model.kind === 'local' && model.content.kind === 'folder'
    ? `${model.mount}/${findPickle(model)}`
    : model.mount
