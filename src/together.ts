/** Work done side by side, of which the first failure stops the rest. */

/**
 * Runs every task with a signal of its own that the first failure aborts. Settles only when all
 * have: nothing goes on behind the back of whoever cleans up. Throws the first failure.
 */
export async function together<T extends readonly unknown[]>(
  signal: AbortSignal,
  tasks: { readonly [K in keyof T]: (signal: AbortSignal) => Promise<T[K]> },
): Promise<T> {
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  let first: { readonly error: unknown } | undefined
  const settled = await Promise.allSettled(
    tasks.map(async (task) => {
      try {
        return await task(either)
      } catch (error) {
        first ??= { error }
        stop.abort(error)
        throw error
      }
    }),
  )
  if (signal.aborted) throw signal.reason
  if (first) throw first.error
  return settled.map((result) =>
    result.status === 'fulfilled' ? result.value : undefined,
  ) as unknown as T
}
