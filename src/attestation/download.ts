/** How the outside is asked. Whoever starts a verification knows the way there: its proxy, its patience. */

export interface Downloaded {
  readonly status: number
  header(name: string): string | undefined
  readonly body: Uint8Array
}

/** Gets an address; throws what kept it from an answer. */
export type Download = (
  url: string,
  signal: AbortSignal,
  headers?: Readonly<Record<string, string>>,
) => Promise<Downloaded>
