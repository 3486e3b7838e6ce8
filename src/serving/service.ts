/** How a model is served: the code that is uploaded, the script in it, and the environment it runs in. */
import { readFile } from 'node:fs/promises'
import { ActionError } from '../errors.ts'
import { digest, listContent, memoryFolder } from '../model/content.ts'
import type { Description } from '../model/description.ts'
import type { ModelFacts } from '../model/model.ts'
import { demandKnown, type Identity, type KnownModel } from '../plan/framework.ts'
import type { EnvironmentChoice, Serving } from '../plan/request.ts'
import type { Service, ServiceEnvironment } from '../plan/service.ts'
import { readTemplate } from '../templates.ts'
import { builtInService } from './builtIn.ts'
import { environmentTexts } from './environmentTexts.ts'
import { generateService } from './generate.ts'
import { condaBaseImage } from './image.ts'

/** Writes, collects or names what serves the model. Throws when the model or the script cannot be served. */
export async function prepareService(
  serving: Serving,
  model: ModelFacts,
  identity: Identity,
  gpu: boolean,
  signal: AbortSignal,
): Promise<Service> {
  if (serving.kind === 'code') return ownCode(serving, signal)
  const builtIn = await builtInService(serving, model, identity)
  return builtIn ?? generated(model, demandKnown(identity, model), gpu, signal)
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
    kind: 'scripted',
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
  model: ModelFacts,
  known: KnownModel,
  gpu: boolean,
  signal: AbortSignal,
): Promise<Service> {
  const { description, version } = known
  const served = generateService({
    description,
    ...(version === undefined ? {} : { version }),
    mounted: mountedAt(model, description),
    gpu,
    texts: await environmentTexts(model, description),
  })
  if (!served.ok) {
    const { code = 'framework-unsupported', message, hint } = served
    throw new ActionError({ code, message, hint })
  }
  const templates = Object.entries(served.templates).map(
    async ([name, template]) => [name, await readTemplate(template)] as const,
  )
  const texts = { ...Object.fromEntries(await Promise.all(templates)), ...served.files }
  return {
    kind: 'scripted',
    code: await digest(memoryFolder('serving', texts), signal),
    scoringScript: served.scoringScript,
    environment: { kind: 'new', image: served.image, condaFile: served.condaFile },
    frameworkVersion: served.version,
    notes: served.notes,
  }
}

/** Where Azure mounts what is loaded, below its folder of models: a folder keeps its name. */
function mountedAt(model: ModelFacts, { path }: Description): string {
  const isFile = model.kind === 'local' && model.content.kind === 'file'
  return isFile || path === '' ? model.mount : `${model.mount}/${path}`
}
