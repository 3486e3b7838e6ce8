/** What became of other tools' files, told: what was lost at its line, and everything for the log. Pure. */
import { stringify } from 'yaml'
import type { Flaw } from '../document.ts'
import { shorten } from '../problems.ts'
import { type Source, sentence, type Translated } from './translate.ts'

export interface Migration {
  /** In a line: which files were read as what. */
  readonly summary: string
  /** What somebody may miss. */
  readonly warnings: readonly Flaw[]
  /** Every key with what became of it, a block for each file, and the inputs as a config file. */
  readonly blocks: readonly { readonly title: string; readonly text: string }[]
}

/** A file and what its keys became. */
export interface TranslatedFile {
  readonly source: Source
  readonly translated: readonly Translated[]
}

/** Tells what became of the files, and which inputs they come to. */
export function reportOf(
  files: readonly TranslatedFile[],
  inputs: Readonly<Record<string, unknown>>,
): Migration {
  const all = files.flatMap(({ translated }) => translated)
  return {
    summary: `config: ${files.map(({ source }) => `${source.file} is read as ${source.dialect.title}`).join(', ')}`,
    warnings: all
      .filter(({ fate }) => fate.kind === 'left-out' && fate.warn)
      .map((one) => ({ message: sentence(one), place: one.place })),
    blocks: [
      ...files.map(({ source, translated }) => ({
        title: `What became of ${source.file}`,
        text: translated.map(line).join('\n'),
      })),
      { title: 'The same as azureml-deploy.yml', text: stringify(inputs) },
    ],
  }
}

function line(one: Translated): string {
  const { path, place, fate } = one
  const key = `line ${String(place.line ?? 1).padEnd(3)} ${path === '' ? '(unasked)' : path}`
  switch (fate.kind) {
    case 'input':
      return `${key} → ${fate.name}: ${shorten(fate.value)}`
    case 'same':
      return `${key}: nothing to do`
    case 'settled':
      return `${key}: '${fate.by}' says it instead`
    case 'left-out':
      return `${key}: left out: ${fate.because}`
    case 'refused':
    case 'wrong':
      return `${key}: a mistake: ${sentence(one)}`
  }
}
