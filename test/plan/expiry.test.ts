/** A time to live in the tags of an endpoint, and what a sweep makes of it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { environmentOf, expiryIn, planExpiry, withExpiry } from '../../src/plan/expiry.ts'
import { ownership } from '../../src/plan/origin.ts'
import { withRecord } from '../../src/plan/record.ts'
import { judgeExpiry } from '../../src/plan/sweep.ts'

const origin = { repository: 'contoso/fraud-model', runUrl: 'https://github.com/r', process: 'me' }
const now = Date.parse('2026-11-28T12:00:00Z')

const someTags = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { maxKeys: 5 })
const someSpan = fc.integer({ min: 1, max: 365 * 24 * 3_600_000 })

describe('a time to live', () => {
  test('is read as it was written, beside whatever else the tags say', () => {
    fc.assert(
      fc.property(
        someTags,
        someSpan,
        fc.option(fc.string({ minLength: 1 })),
        (tags, afterMs, named) => {
          const environment = named === null ? {} : { environment: named }
          const then = withExpiry(tags, planExpiry({ afterMs, ...environment }, tags), now)
          expect(expiryIn(then)).toBe(now + afterMs)
          if (named !== null) expect(environmentOf({ name: 'x', tags: then })).toBe(named)
          for (const name of Object.keys(tags).filter((key) => !(key in environmentKeys)))
            expect(then[name]).toBe(tags[name])
        },
      ),
    )
  })

  test('ends for good where it is no longer asked for, and is never begun by itself', () => {
    fc.assert(
      fc.property(someTags, someSpan, (tags, afterMs) => {
        const aged = withExpiry(tags, { kind: 'expires', afterMs }, now)
        const kept = withExpiry(aged, planExpiry(undefined, aged), now)
        expect(expiryIn(kept)).toBeUndefined()
        expect(planExpiry(undefined, kept)).toBeUndefined()
        expect(withExpiry(kept, undefined, now)).toBe(kept)
      }),
    )
  })

  test.each(['', 'never', 'tomorrow', '2026-13-45'])('is none where a tag says %j', (word) => {
    expect(expiryIn({ 'expires-at': word })).toBeUndefined()
  })
})

const environmentKeys = { 'expires-at': true, 'github-environment': true }

describe('a sweep', () => {
  const endpoint = (tags: Readonly<Record<string, string>>) => ({
    name: 'preview',
    provisioningState: 'Succeeded' as const,
    authMode: 'Key' as const,
    traffic: {},
    mirrorTraffic: {},
    kubernetes: false,
    tags,
  })
  const deployment = (tags: Readonly<Record<string, string>>) => ({
    name: 'd-1',
    provisioningState: 'Succeeded' as const,
    instanceCount: 1,
    tags,
  })
  const ours = ownership(origin)

  test('takes nothing whose time is not up, or that is not ours, whatever else holds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (since, isOurs, isHeld, othersInside) => {
          const held = {
            run: 'https://github.com/other/attempts/1#them',
            deployment: 'd-2',
            before: { traffic: {}, mirror: {} },
            until: now + 1000,
          }
          const tags = withRecord(
            { ...(isOurs ? ours : {}), 'expires-at': new Date(now + since).toISOString() },
            isHeld ? held : undefined,
          )
          const deployments = [deployment(othersInside ? {} : ours)]
          const { kind } = judgeExpiry({ endpoint: endpoint(tags), deployments }, origin, now)
          const isUp = since <= 0
          expect(kind).toBe(!isOurs || !isUp ? 'stays' : isHeld || othersInside ? 'waits' : 'goes')
        },
      ),
    )
  })

  test('has nothing to do with what is gone already, or is to stay', () => {
    expect(judgeExpiry({ deployments: [] }, origin, now).kind).toBe('stays')
    expect(judgeExpiry({ endpoint: endpoint(ours), deployments: [] }, origin, now).kind).toBe(
      'stays',
    )
  })
})
