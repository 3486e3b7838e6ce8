/** What a reader of one format is: it recognises, and it reads. One file each in formats/. */
import type { Bytes } from './bytes.ts'
import type { ContentFile } from './content.ts'
import type { Description, Finding } from './description.ts'

/** What a reader found out. */
export interface Reading {
  readonly description: Description
  /** What loading the file would import, call or do. */
  readonly findings: readonly Finding[]
}

/** A format that is one file. */
export interface FileFormat {
  /** For messages: 'ONNX model'. */
  readonly name: string
  /**
   * Whether a file is of this format, by its first bytes (4,096, fewer for a short file); its name
   * helps only where the bytes do not decide. Never throws.
   */
  recognises(head: Uint8Array, name: string): boolean
  /** Reads it; throws Unreadable. Undefined: another format that begins likewise. */
  read(file: ModelFile): Promise<Reading | undefined>
}

/** A format that is a folder. */
export interface FolderFormat {
  readonly name: string
  /** Whether a folder with these files is of this format. Never throws. */
  recognises(paths: ReadonlySet<string>): boolean
  /** Reads it; throws Unreadable. Undefined: another format that looks likewise. */
  read(folder: ModelFolder): Promise<Reading | undefined>
}

/** A file to be read. */
export interface ModelFile {
  /** Relative to the content's root. */
  readonly path: string
  readonly bytes: Bytes
  /** Stops the reading of something large. */
  readonly signal: AbortSignal
  /** The files beside it, by path: an ONNX graph keeps its weights there. */
  readonly siblings: ReadonlyMap<string, ContentFile>
}

/** A folder to be read. Paths are relative to `root`, which is '' or ends with a slash. */
export interface ModelFolder {
  /** Where the format's folder lies in the content. */
  readonly root: string
  readonly files: ReadonlyMap<string, ContentFile>
  readonly signal: AbortSignal
  /** Opens one of the files; throws Unreadable when there is none of that name. */
  open<T>(path: string, work: (bytes: Bytes) => Promise<T>): Promise<T>
  /** A whole text file, 16 MiB at most. */
  text(path: string): Promise<string>
}
