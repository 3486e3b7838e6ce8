/** Finds the Python files that are shipped as they are. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** Templates sit beside this file in src/ and beside the bundle in dist/, so one URL serves both. */
const urlOf = (name: string): URL => new URL(`./templates/${name}`, import.meta.url)

/** The text of a template. */
export const readTemplate = (name: string): Promise<string> => readFile(urlOf(name), 'utf8')

/** Where a template lies, for one that is run and not served. */
export const templatePath = (name: string): string => fileURLToPath(urlOf(name))
