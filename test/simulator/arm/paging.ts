/** Lists, a page at a time: the rest is behind `nextLink`. */
import type { Reply } from '../http.ts'
import type { Call } from './call.ts'

/** `$top` (or `count`, or `pageCount`) bounds a page, `$skip` says where it starts. */
export const paged = (call: Call, items: readonly unknown[]): Reply => {
  const number = (name: string) => Number(call.url.searchParams.get(name) ?? Number.NaN)
  const size = Math.min(
    number('$top') || number('count') || number('pageCount') || Infinity,
    call.azure.world.pageSize,
  )
  const from = number('$skip') || 0
  const value = items.slice(from, from + size)
  if (from + size >= items.length) return { status: 200, body: { value } }
  const next = new URL(call.url)
  next.searchParams.set('$skip', String(from + size))
  return { status: 200, body: { value, nextLink: next.href } }
}
