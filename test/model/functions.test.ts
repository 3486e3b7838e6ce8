/** A function that was saved by value says which Python can run it, and that one it is served with. */
import { expect, test } from 'vitest'
import { bytesOf } from '../../src/model/bytes.ts'
import { pickleFormat } from '../../src/model/formats/pickle.ts'
import { environmentOf, type Loaded } from '../../src/serving/environment.ts'
import files from '../models/functions.json' with { type: 'json' }
import { outcome } from './damage.ts'

const saved = files.flatMap(({ python, saved }) =>
  Object.entries(saved).map(([name, text]) => ({ python, name, text })),
)

test('there are functions of every Python', () => {
  expect(files.map(({ python }) => python)).toEqual(['3.9', '3.10', '3.11', '3.12', '3.13'])
})

test.each(saved)('$name, under $python', async ({ python, name, text }) => {
  const found = await outcome(pickleFormat, 'model.pkl', bytesOf(Buffer.from(text, 'base64')))
  if (typeof found !== 'object') throw new Error(found ?? 'another format')
  const { pythons } = found.description
  expect(pythons).toContain(python)
  // Multiplication is the same code in these two, and 3.8 is too old to be served at all.
  const same = name.startsWith('double') ? ['3.11', '3.12'] : []
  const others = python === '3.9' ? ['3.9', '3.8'] : same.includes(python) ? same : [python]
  expect(pythons).toEqual(others)
})

const model = (pythons?: readonly string[]): Loaded => ({
  framework: 'scikit-learn',
  format: 'pickle',
  path: 'model.pkl',
  holds: 'Pipeline',
  packages: {},
  ...(pythons ? { pythons } : {}),
})

test.each([
  [undefined, '1.4.2', '3.12'],
  [['3.11', '3.12'], '1.4.2', '3.12'],
  [['3.10'], '1.4.2', '3.10'],
  [['3.9', '3.8'], '1.2.2', '3.9'],
  [['3.13'], '1.9.1', '3.13'],
])('functions of %j with scikit-learn %s are served with Python %s', (pythons, version, python) => {
  expect(environmentOf(model(pythons), version, false)).toMatchObject({ packages: { python } })
})

test.each([
  [
    ['3.13'],
    /Python 3\.13 compiled, .* 1\.4\.2 is served with Python 3\.9 or 3\.10 or 3\.11 or 3\.12/,
  ],
  [[], /several Pythons compiled/],
])('functions of %j that no environment runs are refused, with what to do', (pythons, says) => {
  const refused = environmentOf(model(pythons), '1.4.2', false)
  if (refused.ok) throw new Error('is served')
  expect(refused.message).toMatch(says)
  expect(refused.hint).toContain('Save the model anew under Python 3.12')
})
