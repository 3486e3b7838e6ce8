/** The documents about moving: what they say that a file becomes is what it becomes. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../../.github/scripts/root.ts'
import { readConfig } from '../../src/plan/config.ts'
import { inputNames } from '../../src/plan/inputs.ts'
import { parseRequest } from '../../src/plan/parse.ts'
import { filesOf, leastInputs } from '../plan/factories.ts'

const read = (file: string) => readFileSync(new URL(`docs/${file}`, root), 'utf8')

const snippet = (text: string, mark: string) =>
  new RegExp(`<!-- ${mark} -->\\n\`\`\`ya?ml\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? ''

test('the deployment of az ml becomes the config file beside it', () => {
  const page = read('from-az-ml.md')
  const files = filesOf({
    'serving/deployment.yml': snippet(page, 'before'),
    'serving/conda.yml': '',
    'serving/code/score.py': '',
    'outputs/churn.pkl': '',
  })
  const { 'model-path': _, 'service-name': __, ...inputs } = leastInputs
  const parsed = parseRequest({ ...inputs, 'config-file': 'serving/deployment.yml' }, files)
  expect(parsed).toMatchObject({ ok: true })
  const after = snippet(page, 'after')
  expect(parsed.migration?.blocks.at(-1)?.text).toBe(after)
  expect(readConfig('azureml-deploy.yml', after).problems).toEqual([])
})

test.each(['from-az-ml.md', 'from-aml-deploy.md', 'from-v1.md'])(
  '%s gives only inputs that there are',
  (file) => {
    const steps = [...read(file).matchAll(/```yaml\n( +(?:#.*\n +)?- uses: [\s\S]*?)```/g)]
    expect(steps.length).toBeGreaterThan(0)
    for (const [, yaml = ''] of steps) {
      const given = (parse(yaml) as { with: object }[]).flatMap((step) => Object.keys(step.with))
      for (const name of given) expect(inputNames).toContain(name)
    }
  },
)
