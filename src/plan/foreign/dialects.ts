/** Which tool a file was written for. */

import { isInput } from '../config.ts'
import type { Key } from '../document.ts'
import { amlRegisterModel, amlWorkspace } from './amlCompanions.ts'
import { amlDeploy } from './amlDeploy.ts'
import { azDeployment } from './azDeployment.ts'
import { azEndpoint } from './azEndpoint.ts'
import type { Dialect, DialectName } from './dialect.ts'

/** Every other tool's file that this action reads. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  'az-ml-endpoint': azEndpoint,
  'az-ml-deployment': azDeployment,
  'aml-deploy': amlDeploy,
  'aml-registermodel': amlRegisterModel,
  'aml-workspace': amlWorkspace,
}

/** Files that stood beside another and were read along with it: read first, so that the other wins. */
export const companions: Readonly<
  Partial<Record<DialectName, readonly { readonly name: string; readonly dialect: DialectName }[]>>
> = {
  'aml-deploy': [
    { name: 'workspace.json', dialect: 'aml-workspace' },
    { name: 'registermodel.json', dialect: 'aml-registermodel' },
  ],
}

/** What a file is written for: this action, another tool that it reads, or one that it does not. */
export type Language =
  | { readonly kind: 'own' }
  | { readonly kind: 'foreign'; readonly dialect: Dialect }
  | { readonly kind: 'unread'; readonly schema: string }

const schemaName = /\/([a-z]+)\.schema\.json$/i

/** Tells by what the file says of itself, else by whose words most of its keys are. */
export function languageOf(keys: readonly Key[]): Language {
  const schema = keys.find(({ key }) => key === '$schema')?.written()
  const [, name] = schemaName.exec(typeof schema === 'string' ? schema : '') ?? []
  if (name !== undefined && /azuremlschemas/i.test(String(schema))) {
    if (/OnlineEndpoint$/i.test(name)) return { kind: 'foreign', dialect: azEndpoint }
    if (/OnlineDeployment$/i.test(name)) return { kind: 'foreign', dialect: azDeployment }
    return { kind: 'unread', schema: name }
  }
  const words = keys.map(({ key }) => key).filter((key) => key !== '$schema')
  const known = ({ rows }: Dialect) => words.filter((word) => Object.hasOwn(rows, word)).length
  let best: { readonly dialect: Dialect; readonly known: number } | undefined
  for (const dialect of Object.values(dialects)) {
    const count = known(dialect)
    if (count > (best?.known ?? 0)) best = { dialect, known: count }
  }
  if (best === undefined || best.known <= words.filter(isInput).length) return { kind: 'own' }
  // A single word that is no input, such as `name`, may be a slip in a file of our own.
  const { dialect } = best
  const strange = words.filter((word) => Object.hasOwn(dialect.rows, word) && !isInput(word))
  return strange.length < 2 ? { kind: 'own' } : { kind: 'foreign', dialect }
}
