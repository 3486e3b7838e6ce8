import { expect, test } from 'vitest'
import type { Profile } from './autoscale.ts'
import { profileAt } from './profiles.ts'

const named = (name: string, when: Partial<Profile> = {}): Profile => ({
  name,
  capacity: { minimum: '1', maximum: '2', default: '1' },
  rules: [],
  ...when,
})
const weekly = (days: string[], hour: number, timeZone = 'UTC'): Partial<Profile> => ({
  recurrence: { schedule: { timeZone, days, hours: [hour], minutes: [0] } },
})
const at = (profiles: Profile[], now: string) => profileAt(profiles, new Date(now))?.name

test('a profile without a time counts when no other does', () => {
  const holiday = { fixedDate: { start: '2026-12-24T00:00:00Z', end: '2026-12-27T00:00:00Z' } }
  const profiles = [named('default'), named('holiday', holiday)]
  expect(at(profiles, '2026-12-23T23:59:00Z')).toBe('default')
  expect(at(profiles, '2026-12-24T00:00:00Z')).toBe('holiday')
  expect(at(profiles, '2026-12-27T00:00:00Z')).toBe('default')
})

test('of times of the week, the one that began last goes on', () => {
  const profiles = [
    named('week', weekly(['Monday'], 6)),
    named('weekend', weekly(['Saturday', 'Sunday'], 0)),
  ]
  expect(at(profiles, '2026-11-27T12:00:00Z')).toBe('week')
  expect(at(profiles, '2026-11-28T00:00:00Z')).toBe('weekend')
  expect(at(profiles, '2026-11-30T05:59:00Z')).toBe('weekend')
  expect(at(profiles, '2026-11-30T06:00:00Z')).toBe('week')
})

test('in the time zone of the profile', () => {
  const profiles = [
    named('week', weekly(['Monday'], 0, 'Pacific Standard Time')),
    named('weekend', weekly(['Saturday'], 0, 'Pacific Standard Time')),
  ]
  expect(at(profiles, '2026-11-28T07:59:00Z')).toBe('week')
  expect(at(profiles, '2026-11-28T08:00:00Z')).toBe('weekend')
})
