/** Finds the scoring scripts that are shipped as real Python files. */
import { readFile } from 'node:fs/promises'

/**
 * The text of a template. Templates sit beside this file in src/ and beside the bundle in dist/,
 * so one URL serves both.
 */
export const readTemplate = (name: string): Promise<string> =>
  readFile(new URL(`./templates/${name}`, import.meta.url), 'utf8')
