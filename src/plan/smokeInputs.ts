/** What the service is asked before it gets traffic, from the inputs. */
import type { InputName, Values } from './inputs.ts'
import { type Problems, shorten } from './problems.ts'
import type { Wish } from './request.ts'
import { type Files, type GivenCase, readSmokeCases } from './smoke.ts'
import { isRefusal } from './values.ts'

/** Said where nothing can be invented. */
export const smokeRequired = `'smoke-request' is required: the new deployment must answer it before it gets traffic. Give JSON or a file with it, for example smoke-request: '{"data": [[1, 2, 3]]}', or say smoke-request: none to go without`

/** A request that somebody put beside the model, for exactly this. */
const sampleFile = 'sample-request.json'

function findSample(values: Values, files: Files): string | undefined {
  const path = values['model-path'] ?? ''
  const folder = files.kind(path) === 'folder' ? path : path.replace(/[^/\\]*$/, '')
  const sample = folder === '' ? sampleFile : `${folder.replace(/[/\\]$/, '')}/${sampleFile}`
  return files.kind(sample) === 'file' ? sample : undefined
}

/** What the service is to be asked, and how well it must answer; undefined when that has a mistake. */
export function readSmoke(
  values: Values,
  raw: ReadonlyMap<InputName, unknown>,
  files: Files,
  ownCode: boolean,
  problems: Problems,
): Wish['smoke'] | undefined {
  const cases = readCases(values, raw, files, ownCode, problems)
  const maxLatencyMs = values['smoke-max-latency-ms']
  return (
    cases && {
      ...(cases === 'invent' ? {} : { cases }),
      count: values['smoke-count'] ?? 3,
      ...(maxLatencyMs === undefined ? {} : { maxLatencyMs }),
    }
  )
}

/** The cases that are given; `invent` when the model file is to say what can be asked. */
function readCases(
  values: Values,
  raw: ReadonlyMap<InputName, unknown>,
  files: Files,
  ownCode: boolean,
  problems: Problems,
): readonly GivenCase[] | 'invent' | undefined {
  const request = raw.has('smoke-request') ? values['smoke-request'] : findSample(values, files)
  if (request === undefined) {
    if (!ownCode && !raw.has('smoke-expect')) return 'invent'
    problems.add(
      'smoke-request',
      raw.has('smoke-expect') ? "'smoke-expect' needs a 'smoke-request'" : smokeRequired,
    )
    return undefined
  }
  const cases = readSmokeCases(request, values['smoke-expect'], files)
  if (!isRefusal(cases)) {
    if (cases.length === 0 && raw.has('smoke-expect')) {
      problems.add('smoke-expect', "'smoke-expect' needs a 'smoke-request' other than none")
    }
    return cases
  }
  const given = raw.get(cases.input) ?? request
  problems.add(cases.input, `'${cases.input}' is '${shorten(given)}': ${cases.refused}`)
  return undefined
}
