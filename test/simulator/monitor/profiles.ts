/** Which profile of an autoscale setting counts now: they may be for a date, for times of the week, or for else. */
import type { Profile } from './autoscale.ts'

/** Windows’ names of time zones; one that is not here is read as UTC. */
const zones: Readonly<Record<string, string>> = {
  'Pacific Standard Time': 'America/Los_Angeles',
  'Mountain Standard Time': 'America/Denver',
  'Central Standard Time': 'America/Chicago',
  'Eastern Standard Time': 'America/New_York',
  'GMT Standard Time': 'Europe/London',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Romance Standard Time': 'Europe/Paris',
  'India Standard Time': 'Asia/Kolkata',
  'China Standard Time': 'Asia/Shanghai',
  'Tokyo Standard Time': 'Asia/Tokyo',
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const dayMinutes = 24 * 60
const weekMinutes = 7 * dayMinutes

/** A date goes before the times of the week; of those, the one that began last goes on until the next. */
export const profileAt = (profiles: readonly Profile[], now: Date): Profile | undefined => {
  const dated = profiles.find(
    ({ fixedDate }) =>
      fixedDate && Date.parse(fixedDate.start) <= +now && +now < Date.parse(fixedDate.end),
  )
  if (dated !== undefined) return dated
  const recurring = profiles
    .filter(({ recurrence }) => recurrence)
    .toSorted((a, b) => minutesSince(a, now) - minutesSince(b, now))
  return recurring[0] ?? profiles.find(({ fixedDate, recurrence }) => !fixedDate && !recurrence)
}

const minutesSince = ({ recurrence }: Profile, now: Date): number => {
  if (!recurrence) return Infinity
  const { timeZone, days: on, hours, minutes } = recurrence.schedule
  const local = minuteOfWeek(now, zones[timeZone] ?? 'UTC')
  const starts = on.flatMap((day) => {
    const index = days.indexOf(day)
    return hours.flatMap((hour) =>
      minutes.map((minute) => (index < 0 ? Number(day) : index) * dayMinutes + hour * 60 + minute),
    )
  })
  return Math.min(...starts.map((start) => (local - start + weekMinutes) % weekMinutes))
}

const minuteOfWeek = (now: Date, timeZone: string): number => {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'long',
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
    })
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  )
  const day = days.indexOf(String(parts['weekday']))
  return day * dayMinutes + Number(parts['hour']) * 60 + Number(parts['minute'])
}
