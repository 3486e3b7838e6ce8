/** LightGBM's texts, as two of its versions wrote them, and as nobody should. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bytesOf } from '../../src/model/bytes.ts'
import { lightgbmBlob, lightgbmFormat } from '../../src/model/formats/lightgbm.ts'
import { testKept } from './boosters.ts'
import { outcome } from './damage.ts'

testKept(lightgbmFormat, lightgbmBlob, ['lightgbm-3.3.5', 'lightgbm-4.7.0'])

const kept = join(import.meta.dirname, '../models/kept/lightgbm-4.7.0')
const text = await readFile(join(kept, 'categories/model.txt'), 'utf8')
const read = (text: string) => outcome(lightgbmFormat, 'model.txt', bytesOf(Buffer.from(text)))

test('tells a text whose line endings were changed', async () => {
  expect(await read(text.replaceAll('\n', '\r\n'))).toContain('were line endings changed?')
})

test('needs code when it is unclear which columns are the categories', async () => {
  const unclear = text.replace('[categorical_feature: 1,2]', '[categorical_feature: 1]')
  expect(await read(unclear)).toMatchObject({
    description: { needsCode: { reason: expect.stringContaining('which columns') } },
  })
})

test.for([
  ['no sizes of trees', text.replace(/tree_sizes=.*/, ''), "without its 'tree_sizes'"],
  ['sizes that are none', text.replace(/tree_sizes=/, 'tree_sizes=x '), 'are no sizes'],
  [
    'trees that are not there',
    text.replace(/tree_sizes=/, 'tree_sizes=9e9 '),
    'ends in the middle',
  ],
  ['categories that are none', text.replace(/(categorical:).*/, '$1{"a"'), 'no list of lists'],
  ['names without descriptions', text.replace('area city', 'area'), 'describes 5'],
])('refuses %s', async ([, damaged, message]) => {
  expect(await read(damaged ?? '')).toContain(message)
})
