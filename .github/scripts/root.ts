/** The root of the repository, for every script that reads or writes its files. */
export const root = new URL('../../', import.meta.url)
