/** `npm run check`: everything that can be said of the project without running it. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { staleDist } from './dist.ts'
import { outdated } from './generate.ts'
import { lintLinks } from './links.ts'
import { root } from './root.ts'
import { lintAction, lintWorkflows } from './workflows.ts'

interface Check {
  readonly name: string
  /** What is wrong, a line each; none when all is well. */
  run(): Promise<readonly string[]>
  readonly remedy?: string
}

/** A tool that says itself what is wrong, and ends non-zero when something is. */
const tool = (script: string, args: readonly string[]) => (): Promise<readonly string[]> =>
  new Promise((resolve, reject) => {
    const path = fileURLToPath(new URL(`node_modules/${script}`, root))
    const child = spawn(process.execPath, [path, ...args], { cwd: fileURLToPath(root) })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
    child.on('error', reject)
    child.on('close', (code) => resolve(code === 0 ? [] : said.trimEnd().split('\n')))
  })

const checks: readonly Check[] = [
  { name: 'types', run: tool('typescript/bin/tsc', ['-p', '.']) },
  {
    name: 'lint and format',
    run: tool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
    remedy: "Most of this is put right by 'npm run fix'.",
  },
  {
    name: 'generated files',
    run: async () =>
      [...outdated().keys()].map((file) => `${file} does not match the tables that it is made of`),
    remedy: "Run 'npm run generate' and commit what it writes.",
  },
  { name: 'links', run: lintLinks },
  { name: 'workflows', run: lintWorkflows },
  { name: 'action.yml', run: lintAction },
  {
    name: 'dist',
    run: async () => (await staleDist()).map((difference) => `dist/${difference}`),
    remedy: "Run 'npm run build' and commit all of dist/.",
  },
]

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`

const began = performance.now()
const results = await Promise.all(
  checks.map(async ({ name, run, remedy }) => {
    const started = performance.now()
    const found = await run().catch((error: unknown) => [
      error instanceof Error ? error.message : String(error),
    ])
    console.log(
      `${found.length === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(16)} ${seconds(started)}`,
    )
    return { name, found, remedy }
  }),
)
const failed = results.filter(({ found }) => found.length > 0)
for (const { name, found, remedy } of failed) {
  console.error(`\n${name}:\n  ${found.join('\n  ')}`)
  if (remedy) console.error(`  ${remedy}`)
}
console.log(
  failed.length === 0
    ? `all ${checks.length} checks passed in ${seconds(began)}`
    : `${failed.length} of ${checks.length} checks failed`,
)
process.exitCode = failed.length === 0 ? 0 : 1
