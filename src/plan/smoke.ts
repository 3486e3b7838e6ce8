/** Smoke tests as data: which requests are sent, what they must answer, and the verdict on an answer. */

import { parse as parseYaml } from 'yaml'
import { reasonOf } from '../errors.ts'
import { isObject } from './json.ts'
import { type AnswerPromise, keepsPromise } from './promise.ts'
import { didYouMean } from './suggest.ts'
import { isRefusal, type Refusal } from './values.ts'

/** Looks at the checkout; an argument, so that reading a request stays a pure function. */
export interface Files {
  kind(path: string): 'file' | 'folder' | undefined
  read(path: string): string
}

export interface Expectation {
  readonly status: number
  /** Compared as JSON when present. */
  readonly body?: { readonly value: unknown }
  /** What the model's file promises of the answer, where nobody gave an exact one. */
  readonly promise?: AnswerPromise
  /** Numbers may differ by this share of the expected one (or absolutely, below 1). */
  readonly tolerance: number
}

export interface SmokeCase {
  readonly name: string
  /** Where it is sent, from the root of the scoring host on; absent: to the scoring URI itself. */
  readonly path?: string
  /** The exact JSON text that is sent. */
  readonly body: string
  readonly expect: Expectation
}

/** A case as it is asked for: where it is to be sent is not known before the model is. */
export interface GivenCase extends Omit<SmokeCase, 'path'> {
  /** Which model of a Triton repository it asks. */
  readonly model?: string
}

/** What one attempt of a case brought back. */
export interface SmokeAnswer {
  readonly status: number
  readonly text: string
  readonly latencyMs: number
  /** The `azureml-model-deployment` header of the answer. */
  readonly deployment?: string | undefined
  readonly requestId?: string | undefined
  /** Azure's word on what the container itself answered, behind a 424. */
  readonly modelStatus?: string | undefined
  readonly modelReason?: string | undefined
}

export interface SmokeReport {
  readonly case: SmokeCase
  /** The last of them, when there were many. */
  readonly answers: readonly SmokeAnswer[]
  readonly sent: number
  readonly p50Ms: number
  readonly p95Ms: number
}

export type Verdict =
  | { readonly passed: true }
  | {
      readonly passed: false
      readonly code: 'smoke-error' | 'smoke-wrong-answer' | 'smoke-too-slow'
      readonly message: string
    }

/** Numbers may differ by this share of the expected one unless a case says otherwise. */
export const defaultTolerance = 1e-6

/** A value, and the JSON text that it came from: sent as written, so that no digit of it is lost. */
interface Understood {
  readonly value: unknown
  readonly text?: string
}

/** JSON, YAML or the path of a file with JSON → the value. */
function understand(raw: unknown, files: Files): Understood | Refusal {
  if (typeof raw !== 'string') return { value: raw }
  const text = raw.trim()
  const isJson = /^[[{"]/.test(text)
  if (!isJson && !text.includes('\n') && files.kind(text) === 'file') {
    return parseJson(files.read(text), text)
  }
  const json = isJson ? parseJson(text) : undefined
  if (json && !isRefusal(json)) return json
  try {
    // Flow YAML, such as {status: 400}, looks like JSON and is not.
    const value: unknown = parseYaml(text)
    if (typeof value === 'object' && value !== null) return { value }
    if (typeof value === 'number' || typeof value === 'boolean') return { value }
  } catch {
    // Not YAML either: the messages below cover both.
  }
  if (json) return json
  return { refused: 'neither JSON nor the path of a file in the checkout' }
}

function parseJson(text: string, file?: string): Understood | Refusal {
  try {
    return { value: JSON.parse(text) as unknown, text }
  } catch (error) {
    const where = file === undefined ? '' : `${file}: `
    return { refused: `${where}not valid JSON: ${reasonOf(error)}` }
  }
}

const expectationKeys = new Set(['status', 'body', 'tolerance'])

/** A map with nothing but `status`, `body`, `tolerance` is an expectation; anything else is the body itself. */
function toExpectation(value: unknown): Expectation {
  const keys = isObject(value) ? Object.keys(value) : []
  const spelledOut =
    isObject(value) &&
    keys.every((key) => expectationKeys.has(key)) &&
    (typeof value['status'] === 'number' || 'body' in value)
  if (!spelledOut) return { status: 200, body: { value }, tolerance: defaultTolerance }
  return {
    status: typeof value['status'] === 'number' ? value['status'] : 200,
    ...('body' in value ? { body: { value: value['body'] } } : {}),
    tolerance: typeof value['tolerance'] === 'number' ? value['tolerance'] : defaultTolerance,
  }
}

const answersAtAll: Expectation = { status: 200, tolerance: defaultTolerance }

const caseKeys = ['name', 'model', 'request', 'expect']

/** A map with a `request` describes a case; a word in it that is not known would expect nothing, silently. */
function unknownKey(item: unknown): string | undefined {
  if (!isObject(item) || !('request' in item)) return undefined
  return Object.keys(item).find((key) => !caseKeys.includes(key))
}

/** What is wrong with the model that a case names, if anything. */
function wrongModel(model: unknown): string | undefined {
  if (model === undefined || typeof model === 'string') return undefined
  return `'model' is ${JSON.stringify(model)}: expected the name of a model in the Triton repository`
}

/** What is wrong with the values of a spelled-out expectation, if anything. */
function wrongExpectation(value: unknown): string | undefined {
  if (!isObject(value) || !Object.keys(value).every((key) => expectationKeys.has(key)))
    return undefined
  const { status, tolerance } = value
  if (
    status !== undefined &&
    !(Number.isInteger(status) && Number(status) >= 100 && Number(status) < 600)
  ) {
    return `'status' is ${JSON.stringify(status)}: expected an HTTP status such as 200`
  }
  if (tolerance !== undefined && !(typeof tolerance === 'number' && tolerance >= 0)) {
    return `'tolerance' is ${JSON.stringify(tolerance)}: expected a number of at least 0`
  }
  return undefined
}

/** A list is several requests when each item is a map or the path of a file; otherwise it is one payload. */
const isSeveral = (value: unknown, files: Files): value is unknown[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((item) => isObject(item) || (typeof item === 'string' && files.kind(item) === 'file'))

/**
 * The cases that `smoke-request` and `smoke-expect` describe; an empty list for `none`.
 * A refusal names the input at fault.
 */
export function readSmokeCases(
  request: unknown,
  expect: unknown,
  files: Files,
): readonly GivenCase[] | (Refusal & { readonly input: 'smoke-request' | 'smoke-expect' }) {
  if (typeof request === 'string' && request.trim().toLowerCase() === 'none') return []
  const asked = understand(request, files)
  if (isRefusal(asked)) return { ...asked, input: 'smoke-request' }
  const several =
    isSeveral(asked.value, files) || (isObject(asked.value) && 'request' in asked.value)
  const items: readonly unknown[] =
    Array.isArray(asked.value) && several ? asked.value : [asked.value]

  const expected = expect === undefined ? undefined : understand(expect, files)
  if (isRefusal(expected)) return { ...expected, input: 'smoke-expect' }
  const perCase =
    several && Array.isArray(expected?.value) && expected.value.length === items.length
  if (several && items.length > 1 && Array.isArray(expected?.value) && !perCase) {
    return {
      refused: `${expected.value.length} expectations for ${items.length} requests; give one for each, or one for all`,
      input: 'smoke-expect',
    }
  }

  const cases: GivenCase[] = []
  for (const [index, item] of items.entries()) {
    const own = several && isObject(item) && 'request' in item ? item : undefined
    const stray = unknownKey(own)
    if (stray !== undefined) {
      return {
        refused: `'${stray}' is unknown in a case; allowed are ${caseKeys.join(', ')}.${didYouMean(stray, caseKeys)}`,
        input: 'smoke-request',
      }
    }
    const misnamed = wrongModel(own?.['model'])
    if (misnamed !== undefined) return { refused: misnamed, input: 'smoke-request' }
    const payload = several ? understand(own ? own['request'] : item, files) : asked
    if (isRefusal(payload)) return { ...payload, input: 'smoke-request' }
    const shared = expected && (perCase ? (expected.value as unknown[])[index] : expected.value)
    const wanted = own && 'expect' in own ? understand(own['expect'], files) : undefined
    if (isRefusal(wanted)) return { ...wanted, input: 'smoke-request' }
    const isFile = typeof shared === 'string' && files.kind(shared) === 'file'
    const common = isFile ? understand(shared, files) : { value: shared }
    if (isRefusal(common)) return { ...common, input: 'smoke-expect' }
    const wrong = wrongExpectation(wanted ? wanted.value : common.value)
    if (wrong !== undefined)
      return { refused: wrong, input: wanted ? 'smoke-request' : 'smoke-expect' }
    const name =
      typeof own?.['name'] === 'string'
        ? own['name']
        : typeof item === 'string' && several
          ? item
          : `request ${index + 1}`
    cases.push({
      name,
      ...(typeof own?.['model'] === 'string' ? { model: own['model'] } : {}),
      body: payload.text ?? JSON.stringify(payload.value),
      expect: wanted
        ? toExpectation(wanted.value)
        : expected
          ? toExpectation(common.value)
          : answersAtAll,
    })
  }
  return cases
}

/** Where two JSON values first differ, as a path and both values; undefined when they are equal. */
export function difference(
  actual: unknown,
  expected: unknown,
  tolerance: number,
  path = '$',
): string | undefined {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const near = Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected))
    return near ? undefined : `at ${path}: expected ${expected}, got ${actual}`
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length) {
      return `at ${path}: expected ${expected.length} elements, got ${actual.length}`
    }
    for (const [index, item] of expected.entries()) {
      const found = difference(actual[index], item, tolerance, `${path}[${index}]`)
      if (found) return found
    }
    return undefined
  }
  if (isObject(expected) && isObject(actual)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      if (!(key in actual)) return `at ${path}: '${key}' is missing`
      if (!(key in expected)) return `at ${path}: '${key}' was not expected`
      const found = difference(actual[key], expected[key], tolerance, `${path}.${key}`)
      if (found) return found
    }
    return undefined
  }
  return actual === expected
    ? undefined
    : `at ${path}: expected ${shorten(JSON.stringify(expected))}, got ${shorten(JSON.stringify(actual))}`
}

const shorten = (text: string | undefined, length = 300) =>
  text === undefined ? 'nothing' : text.length > length ? `${text.slice(0, length)}…` : text

/** Whether one answer is what the case expects. */
export function judgeAnswer(test: SmokeCase, answer: SmokeAnswer): Verdict {
  const { expect } = test
  // Behind Azure's front end, a container's own 4xx or 5xx arrives as 424 with its status in a header.
  const asExpected = answer.status === expect.status || answer.modelStatus === String(expect.status)
  if (!asExpected) {
    const behind =
      answer.modelStatus === undefined
        ? ''
        : `, the container itself answered ${answer.modelStatus}`
    const reason = answer.modelReason ? ` (${answer.modelReason})` : ''
    return {
      passed: false,
      code: answer.status >= 200 && answer.status < 300 ? 'smoke-wrong-answer' : 'smoke-error',
      message: `${test.name}: expected HTTP ${expect.status}, got ${answer.status}${behind}${reason}: ${shorten(answer.text)}`,
    }
  }
  if (!expect.body && !expect.promise) return { passed: true }
  const wrong = (what: string): Verdict => ({
    passed: false,
    code: 'smoke-wrong-answer',
    message: `${test.name}: ${what}`,
  })
  let value: unknown
  try {
    value = JSON.parse(answer.text)
  } catch {
    return wrong(`expected JSON, got ${shorten(answer.text)}`)
  }
  if (expect.body) {
    const found = difference(value, expect.body.value, expect.tolerance)
    if (found !== undefined) {
      const expected = shorten(JSON.stringify(expect.body.value))
      return wrong(`wrong answer ${found}. Expected ${expected}, got ${shorten(answer.text)}`)
    }
  }
  const broken = expect.promise && keepsPromise(expect.promise, value)
  if (broken === undefined) return { passed: true }
  return wrong(`wrong answer ${broken}, by what the model file says. Got ${shorten(answer.text)}`)
}

/** The nearest-rank percentile (0 to 100) of a list of numbers. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1)] ?? 0
}

/** A case's answers with their latency percentiles. */
export function report(test: SmokeCase, answers: readonly SmokeAnswer[]): SmokeReport {
  const latencies = answers.map((answer) => answer.latencyMs)
  return {
    case: test,
    answers,
    sent: answers.length,
    p50Ms: percentile(latencies, 50),
    p95Ms: percentile(latencies, 95),
  }
}

/** The first thing wrong with a case's answers, if any: answers first, then their speed. */
export function judge(
  { case: test, answers, sent, p95Ms }: SmokeReport,
  maxLatencyMs?: number,
): Verdict {
  for (const answer of answers) {
    const verdict = judgeAnswer(test, answer)
    if (!verdict.passed) return verdict
  }
  if (maxLatencyMs !== undefined && p95Ms > maxLatencyMs) {
    return {
      passed: false,
      code: 'smoke-too-slow',
      message: `${test.name}: the 95th percentile of ${sent} answers is ${Math.round(p95Ms)} ms, 'smoke-max-latency-ms' allows ${maxLatencyMs}`,
    }
  }
  return { passed: true }
}
