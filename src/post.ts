/** After the main step: undoes what a cancelled or killed one left half-done. */
import { checkout } from './github/files.ts'
import { readInputs } from './github/inputs.ts'
import { makeLog } from './github/log.ts'
import { fail } from './github/report.ts'
import { recallUnsettled } from './github/state.ts'
import { askForToken } from './github/token.ts'
import { settle } from './settle.ts'

const unsettled = recallUnsettled()
if (unsettled) {
  const log = makeLog(performance.now())
  const { traffic } = await settle(
    { inputs: readInputs(process.env), files: checkout, log, askForToken },
    unsettled,
  )
  if (traffic === 'not-restored') fail('what served before could not be restored; see above')
}
