/** What Triton makes of a repository when it starts, as far as where the files lie tells. Pure. */

/**
 * Folders that Triton takes for models and cannot load: without a version that has a file, one of
 * them is enough to keep it from starting (Triton, "Model Repository"; `--exit-on-error`).
 */
export function strayFolders(paths: Iterable<string>): readonly string[] {
  const folders = new Map<string, boolean>()
  for (const path of paths) {
    const [folder = '', version = '', ...file] = path.split('/')
    if (version === '') continue
    const isVersion = /^[1-9]\d*$/.test(version) && file.length > 0
    folders.set(folder, isVersion || (folders.get(folder) ?? false))
  }
  return [...folders].filter(([, isModel]) => !isModel).map(([folder]) => folder)
}
