import { describe, expect, test } from 'vitest'
import { commentMarker, toComment } from '../../src/plan/comment.ts'
import type { Result } from '../../src/plan/result.ts'

const least: Result = {
  status: 'planned',
  mode: 'plan',
  serviceName: 'fraud',
  where: { cloud: 'public', subscriptionId: '1', resourceGroup: 'ml', workspace: 'ml-prod' },
  timeline: [],
  totalMs: 1,
}

describe('the marker', () => {
  test('tells services, workspaces and checks apart, and nothing else', () => {
    expect(commentMarker(least)).toBe('<!-- azureml-deploy service=fraud workspace=ml-prod -->')
    expect(commentMarker({ ...least, mode: 'deploy', status: 'failed' })).toBe(commentMarker(least))
    const { where: _, ...check } = { ...least, mode: 'check' } as const
    expect(commentMarker(check)).toBe('<!-- azureml-deploy service=fraud check -->')
  })

  test('is one line that ends where it ends, whatever the service is called', () => {
    const marker = commentMarker({ ...least, serviceName: 'x --> <img>\ny' })
    expect(marker).toMatch(/^<!-- [^<>\n]* -->$/)
  })
})

describe('the comment', () => {
  test('begins with its marker, and leads to the run', () => {
    const comment = toComment({
      ...least,
      commit: 'a'.repeat(40),
      runUrl: 'https://github.com/a/b/actions/runs/1/attempts/1',
    })
    expect(comment.split('\n')[0]).toBe(commentMarker(least))
    expect(comment).toContain('## ✅ fraud can be deployed')
    expect(comment).toContain(
      '<sub>of <code>aaaaaaa</code> · [the whole run](https://github.com/a/b/actions/runs/1/attempts/1)</sub>',
    )
  })

  test('of a preview says where it answers and until when, and of one that is gone only that', () => {
    const preview = {
      ...least,
      mode: 'deploy',
      status: 'deployed',
      scoringUri: 'https://fraud.eastus2.inference.ml.azure.com/score',
      expiresAt: '2026-12-01T10:00:00.000Z',
      holds: 'LogisticRegression',
    } as const
    expect(toComment(preview)).toContain('//fraud.eastus2.inference.ml.azure.com/score</code>')
    expect(toComment(preview)).toContain('| Expires | 2026-12-01 10:00 UTC |')
    const gone = toComment({ ...preview, mode: 'delete', status: 'deleted' })
    expect(gone).toBe(`${commentMarker(preview)}\n## ✅ fraud was deleted\n`)
  })

  test('of a failure has cause and remedy, and nothing that a program has printed', () => {
    const secret = 'postgres://user:hunter2@db'
    const comment = toComment({
      ...least,
      status: 'failed',
      failedPhase: 'deployment',
      error: {
        code: 'container-crashed',
        message: `could not deploy it: it crashed\nThe container says: OperationalError: ${secret}\n  at ${secret}`,
        hint: 'Correct the entry script.',
        azure: `Traceback ${secret}`,
        logs: [{ title: 'Log', text: secret }],
      },
      smoke: [
        {
          case: { name: 'one', body: '{}', expect: { status: 200, tolerance: 0 } },
          answers: [{ status: 424, text: secret, latencyMs: 1 }],
          sent: 1,
          p50Ms: 1,
          p95Ms: 1,
        },
      ],
    })
    expect(comment).toContain('**container-crashed** in phase <code>deployment</code>')
    expect(comment).toContain('The container says: OperationalError')
    expect(comment).toContain('Correct the entry script.')
    expect(comment).toContain('| ❌ one |')
    expect(comment).not.toContain('hunter2')
  })

  test('names a module that is missing, and all mistakes of the inputs', () => {
    const said = (message: string) =>
      toComment({ ...least, status: 'failed', error: { code: 'invalid-input', message } })
    expect(
      said("it crashed\nThe container says: ModuleNotFoundError: No module named 'x'"),
    ).toContain("No module named 'x'")
    expect(said('2 mistakes:\n- one\n- another')).toContain('- one\n- another\n')
    expect(said('one: expected HTTP 200, got 424: hunter2\nmore')).not.toContain('hunter2')
  })

  test('keeps within what GitHub takes', () => {
    const huge = 'é|'.repeat(100_000)
    const comment = toComment({
      ...least,
      holds: huge,
      notes: [huge, huge],
      status: 'failed',
      error: { code: 'internal', message: huge, hint: huge },
    })
    expect(comment.length).toBeLessThan(65_536)
    expect(comment).toContain('**internal**')
  })
})
