/** The tables of other tools' keys in docs/, from the tables that are run. */
import type { DialectName, Row } from '../../src/plan/foreign/dialect.ts'
import { dialects } from '../../src/plan/foreign/dialects.ts'
import { table } from './markdown.ts'

/** Words that messages quote are code in Markdown. */
const toMarkdown = (text: string) => text.replace(/(?<!\w)'([^']+)'(?!\w)/g, '`$1`')

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

const code = (text: string) => `\`${text}\``

/** What a tool shows of a thing, or what only holds other keys, is nothing to look up. */
const isTold = ({ inputs, says }: Row) => inputs.length > 0 || says !== ''

function keyTable(name: DialectName): string {
  const rows = Object.entries(dialects[name].rows).filter(([, row]) => isTold(row) && !row.shown)
  return table(
    ['Key', 'Becomes', 'What to know'],
    rows.map(([path, { inputs, says }]) => [
      code(path),
      inputs.map(code).join(', '),
      capital(toMarkdown(says)),
    ]),
  )
}

/** The generated parts of the documents about moving. */
export const migrationParts: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  'docs/from-az-ml.md': {
    endpoint: () => keyTable('az-ml-endpoint'),
    deployment: () => keyTable('az-ml-deployment'),
  },
  'docs/from-aml-deploy.md': {
    deploy: () => keyTable('aml-deploy'),
    registermodel: () => keyTable('aml-registermodel'),
    workspace: () => keyTable('aml-workspace'),
  },
}
