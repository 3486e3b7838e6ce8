/** The packages that a model's requirements.txt or conda.yaml lists. */
import { at, type Kept, listAt } from '../encodings/kept.ts'

/** One line of a requirements file. */
export interface Requirement {
  /** The package as PyPI spells it: lower case, hyphens ("PEP 503", normalized names). */
  readonly name: string
  /** Which versions will do, as the line says it: `>=1.4,<2`; '' for any. */
  readonly specifier: string
  /** The exact version, where the line says one. */
  readonly pin?: string
  /** The line as it was written, without its comment. */
  readonly line: string
}

/** The line of one package ("PEP 508"): a name, extras, a version, a marker. */
const named = /^([A-Za-z0-9][\w.-]*)\s*(\[[^\]]*\])?\s*(.*)$/
/** `==` and one version that ends there, or before a marker. */
const pinned = /^===?\s*([\w.!+-]+)\s*(;.*)?$/

/** Reads a line; undefined for a comment, an option of pip's, a URL or a path. */
export function readRequirement(text: string): Requirement | undefined {
  const line = text.replace(/(^|\s)#.*$/, '').trim()
  const [, name, , rest = ''] = named.exec(line) ?? []
  if (name === undefined || rest.startsWith('@') || /^[/\\:]/.test(rest)) return undefined
  const pin = pinned.exec(rest)?.[1]
  const specifier = rest.replace(/;.*$/, '').replace(/[()]/g, '').trim()
  return { name: normalized(name), line, specifier, ...(pin === undefined ? {} : { pin }) }
}

/** One name for `Scikit_Learn` and `scikit-learn`. */
const normalized = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-')

/** The lines of a requirements file that mean something: no comments, nothing empty. */
export const requirementLines = (text: string): readonly string[] =>
  text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')

/** Whether a line for pip stands for the lines of another file. */
export const includesFile = (line: string): boolean => /^(-r|--requirement)\b/.test(line)

/** Whether a line for pip only bounds what others install, by another file. */
export const constrainsByFile = (line: string): boolean => /^(-c|--constraint)\b/.test(line)

/** What a conda file asks for. */
export interface CondaFile {
  readonly channels: readonly string[]
  /** Packages of conda's, as they were written: `python=3.11.7`, `conda-forge::numpy>=2`. */
  readonly conda: readonly string[]
  /** Lines for pip. */
  readonly pip: readonly string[]
}

/** Reads a parsed conda file. */
export function readCondaFile(yaml: Kept): CondaFile {
  const dependencies = listAt(yaml, 'dependencies')
  return {
    channels: listAt(yaml, 'channels').filter(isText),
    conda: dependencies.filter(isText).map((line) => line.trim()),
    pip: dependencies
      .flatMap((dependency) => listAt(at(dependency, 'pip')))
      .filter(isText)
      .flatMap(requirementLines),
  }
}

const isText = (value: Kept): value is string => typeof value === 'string'
