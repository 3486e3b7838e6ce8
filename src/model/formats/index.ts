/** Every format that is read. The first that recognises a file and makes sense of it has it. */
import type { FileFormat, FolderFormat } from '../format.ts'

/** Formats that are one file, those with an unmistakable beginning first. */
export const fileFormats: readonly FileFormat[] = []

/** Formats that are a folder. */
export const folderFormats: readonly FolderFormat[] = []
