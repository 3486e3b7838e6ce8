/**
 * How every format is served: one row each. A framework is added by a reader in model/formats/, a
 * script in templates/, a table in versions/ and a row here.
 */
import type { Format, Framework } from '../model/description.ts'
import { sklearnVersions } from './versions/sklearn.ts'
import type { VersionTable } from './versions/table.ts'

/** The scoring script of a format and the modules that it imports, all in templates/. */
export interface ScoringScript {
  readonly script: string
  readonly modules: readonly string[]
  /** Packages that this way of saving takes beside the framework's own. */
  readonly packages?: Readonly<Record<string, string>>
}

/** Which script loads a format; what is not here cannot be served without code. */
export const scripts: Partial<Record<Format, ScoringScript>> = {
  pickle: { script: 'score_sklearn.py', modules: ['tabular.py', 'wire.py'] },
  skops: {
    script: 'score_sklearn.py',
    modules: ['tabular.py', 'wire.py'],
    packages: { skops: '0.13.0' },
  },
}

/** Which versions of a framework can be served, and with what. */
export const versions: Partial<Record<Framework, VersionTable>> = {
  'scikit-learn': sklearnVersions,
}
