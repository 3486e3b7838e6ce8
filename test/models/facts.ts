/** Whether the action says of a model what the library that saved it said. */
import type { Description } from '../../src/model/description.ts'
import { told } from '../model/frontDoor.ts'
import type { ZooCase } from './zoo.ts'

/** What the action says of a model, and what of the case's facts it does not say, a line each. */
export interface Facts {
  readonly description?: Description
  readonly wrong: readonly string[]
}

/** Inspects the model of a case. */
export async function checkFacts({ model, facts }: ZooCase): Promise<Facts> {
  const { description, failure } = await told(model)
  if (!description) return { wrong: [`facts: ${failure?.message ?? 'none'}`] }
  const { example } = description
  // An example is told as the text to send; the cases hold the value.
  const said =
    example === undefined ? description : { ...description, example: JSON.parse(example) }
  return { description, wrong: differences(facts, said, 'facts') }
}

/** Where a value lacks what is expected of it; of an object, only a part need be expected. */
function differences(expected: unknown, found: unknown, at: string): readonly string[] {
  if (!isObject(expected) || !isObject(found)) {
    if (expected === found) return []
    return [`${at}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`]
  }
  const keys = Object.keys(expected).concat(Array.isArray(expected) ? ['length'] : [])
  return keys.flatMap((key) => differences(expected[key], found[key], `${at}.${key}`))
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
