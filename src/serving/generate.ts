/** The service of a model that brings no code of its own: a script, its modules, an environment. Pure. */
import type { Description } from '../model/description.ts'
import { inventSmokeCase } from '../plan/invent.ts'
import { writeCondaFile } from './conda.ts'
import { environmentOf, type Refused } from './environment.ts'
import { scriptFor } from './frameworks.ts'
import { condaBaseImage, condaGpuImage } from './image.ts'
import { mlflowEnvironment } from './mlflow.ts'
import { writeSwagger } from './swagger.ts'

/** What is served, and on what. */
export interface Served {
  readonly description: Description
  /** The version of the framework that saved it, where anybody knows. */
  readonly version?: string
  /** Where the model is found below the folder that Azure mounts models in. */
  readonly mounted: string
  readonly gpu: boolean
  /** What the model's own folder says of its environment, by file: conda.yaml, requirements.txt. */
  readonly texts: Readonly<Record<string, string>>
}

export interface GeneratedService {
  readonly ok: true
  /** The templates to copy, by the names that they get in the code folder. */
  readonly templates: Readonly<Record<string, string>>
  /** Files that are written for this model. */
  readonly files: Readonly<Record<string, string>>
  readonly scoringScript: string
  readonly condaFile: string
  readonly image: string
  /** The version of the framework that is installed. */
  readonly version: string
  readonly notes: readonly string[]
}

/** Decides how a model is served: the same in, the same bytes out. */
export function generateService(served: Served): GeneratedService | Refused {
  const { description, mounted, gpu } = served
  const script = scriptFor(description)
  if (!script) {
    return {
      ok: false,
      message: `${description.holds} is not served without code`,
      hint: "Bring an 'entry-script', with a 'conda-file' or an 'environment'.",
    }
  }
  const environment = describeEnvironment(served)
  if (!environment.ok) return environment
  return {
    ok: true,
    templates: {
      'score.py': script.script,
      ...Object.fromEntries(script.modules.map((name) => [name, name])),
    },
    files: {
      'model.json': describeModel(description, mounted),
      ...writeSwagger({ description, ...exampleOf(description) }),
    },
    scoringScript: 'score.py',
    condaFile: environment.condaFile,
    image: gpu ? condaGpuImage : condaBaseImage,
    version: environment.version,
    notes: environment.notes,
  }
}

type Described =
  | {
      readonly ok: true
      readonly condaFile: string
      readonly version: string
      readonly notes: readonly string[]
    }
  | Refused

/** An MLflow model brings its own environment; every other is made from the tables. */
function describeEnvironment({ description, version, gpu, texts }: Served): Described {
  if (description.format === 'mlflow' && version !== undefined) {
    const { 'conda.yaml': condaFile, 'requirements.txt': requirements } = texts
    const made = mlflowEnvironment({
      description,
      version,
      gpu,
      ...(condaFile === undefined ? {} : { condaFile }),
      ...(requirements === undefined ? {} : { requirements }),
    })
    return made.ok ? { ...made, version } : made
  }
  const made = environmentOf(description, version, gpu)
  return made.ok ? { ...made, condaFile: writeCondaFile(made.packages) } : made
}

/** A request that the service answers, as its caller would write it. */
function exampleOf(description: Description): { readonly example?: unknown } {
  const invention = inventSmokeCase(description)
  const body = invention.invented ? invention.cases[0]?.body : undefined
  return body === undefined ? {} : { example: JSON.parse(body) }
}

/** What the scoring script is told of the model. */
function describeModel(description: Description, path: string): string {
  const { format, input, output, holds } = description
  return `${JSON.stringify({ path, format, holds, input, output }, null, 2)}\n`
}
