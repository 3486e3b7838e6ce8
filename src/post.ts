/** After the main step: undoes what a cancelled or killed one left half-done, and says so in GitHub. */
import { readOrigin } from './github/context.ts'
import { checkout } from './github/files.ts'
import { readInputs } from './github/inputs.ts'
import { makeLog } from './github/log.ts'
import { fail } from './github/report.ts'
import { endLostDeployment } from './github/show.ts'
import { recallDeployment, recallUnsettled } from './github/state.ts'
import { askForToken } from './github/token.ts'
import { settle } from './settle.ts'

const log = makeLog(performance.now())
const unsettled = recallUnsettled()
if (unsettled) {
  const { traffic } = await settle(
    { inputs: readInputs(process.env), files: checkout, log, askForToken },
    unsettled,
  )
  if (traffic === 'not-restored') fail('what served before could not be restored; see above')
}

const deployment = recallDeployment()
if (deployment !== undefined)
  await endLostDeployment(deployment, process.env, readOrigin(process.env), log)
