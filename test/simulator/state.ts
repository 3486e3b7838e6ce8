/** Keeps the world in a directory, so that one process can take over from another. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { World, WorldData } from './world.ts'

/** The world that an earlier process left in the directory, if it did. */
export const readWorld = (directory: string): WorldData | undefined => {
  try {
    return JSON.parse(readFileSync(join(directory, 'world.json'), 'utf8')) as WorldData
  } catch {
    return undefined
  }
}

/** Whole or not at all: the process may be killed at any moment. */
export const writeWorld = (directory: string, world: World): void => {
  mkdirSync(directory, { recursive: true })
  const path = join(directory, 'world.json')
  writeFileSync(`${path}.new`, JSON.stringify(world, null, 2))
  renameSync(`${path}.new`, path)
}
