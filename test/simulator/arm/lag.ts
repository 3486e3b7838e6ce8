/** Reads that lag behind writes: for a while a GET still shows what was there before. */
import type { Azure } from '../azure.ts'
import type { Lag } from '../world.ts'

/** From now on, so many reads show `before`; undefined = "not found". */
export const lagBehind = <T extends object>(
  { world }: Azure,
  before: T | undefined,
): Lag<T> | undefined =>
  world.staleReads > 0 ? { reads: world.staleReads, before: before && { ...before } } : undefined

/** What a read sees. */
export const asRead = <T extends { lag: Lag<T> | undefined }>(resource: T): T | undefined => {
  if (resource.lag === undefined || resource.lag.reads <= 0) return resource
  resource.lag.reads -= 1
  return resource.lag.before
}
