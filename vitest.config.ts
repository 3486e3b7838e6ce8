/** How the tests are run. */
import { join, relative } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that take longest, the longest first. Begun last, one of them would leave all processors
 * but one idle, and their length in lines, by which Vitest sorts, says little of that.
 */
const long = [
  'test/scenarios/zoo.test.ts',
  'test/matrix/matrix.test.ts',
  'test/scenarios/rollbacks.test.ts',
  'test/scenarios/deployments.test.ts',
  'test/scenarios/killed.test.ts',
  'test/simulator/container/no-code.test.ts',
  'test/conformance/python-sdk.test.ts',
  'test/python/templates.test.ts',
  'test/preflight/preflight.test.ts',
  'test/scenarios/container.test.ts',
  'test/conformance/requests.test.ts',
  'test/scenarios/large.test.ts',
  'test/model/bombs.test.ts',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = long.indexOf(relative(import.meta.dirname, moduleId).replaceAll('\\', '/'))
      return at < 0 ? long.length : at
    }
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  test: {
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 300_000,
    sequence: { sequencer: LongestFirst },
    // The action and Azurite are started hundreds of times: Node compiles them once.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, '.cache/node') },
  },
})
