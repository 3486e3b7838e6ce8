/** The form of the lists in this folder: plain data that a person can read, argue about and extend. */

/** Names that share one reason. */
export interface Rule {
  /** For people, completes "it …" or names the thing: 'runs commands of the operating system'. */
  readonly why: string
  /** Modules with all that is in and below them, separated by spaces. */
  readonly modules?: string
  /** Names in one module, separated by spaces, by the module's name. `*_gen` is any that ends so. */
  readonly names?: Readonly<Record<string, string>>
  /** Packages, separated by spaces, in and below which names of classes (CapWords) are meant. */
  readonly classesOf?: string
}

/** A list, made ready to be asked; says why a name is on it. */
export interface Lookup {
  /** By the exact module and name. */
  name(module: string, name: string): string | undefined
  /** By the module or a package that it is in. */
  module(module: string): string | undefined
  /** By a package of which all classes are listed. */
  classOf(module: string): string | undefined
}

/** Makes a list ready to be asked. */
export function lookup(rules: readonly Rule[]): Lookup {
  const names = new Map<string, string>()
  const endings = new Map<string, string>()
  const modules = new Map<string, string>()
  const packages = new Map<string, string>()
  for (const rule of rules) {
    for (const module of words(rule.modules)) modules.set(module, rule.why)
    for (const module of words(rule.classesOf)) packages.set(module, rule.why)
    for (const [module, listed] of Object.entries(rule.names ?? {}))
      for (const name of words(listed))
        if (name.startsWith('*')) endings.set(`${module}:${name.slice(1)}`, rule.why)
        else names.set(`${module}:${name}`, rule.why)
  }
  return {
    name: (module, name) => names.get(`${module}:${name}`) ?? byEnding(endings, module, name),
    module: (module) => byPackage(modules, module),
    classOf: (module) => byPackage(packages, module),
  }
}

/** The words of a text. */
export const words = (text = ''): readonly string[] => text.split(/\s+/).filter(Boolean)

/** What is listed for the module itself, else for the closest package around it. */
function byPackage(listed: ReadonlyMap<string, string>, module: string): string | undefined {
  for (let end = module.length; end > 0; end = module.lastIndexOf('.', end - 1)) {
    const why = listed.get(module.slice(0, end))
    if (why !== undefined) return why
  }
  return undefined
}

function byEnding(endings: ReadonlyMap<string, string>, module: string, name: string) {
  const at = name.lastIndexOf('_')
  return at < 0 ? undefined : endings.get(`${module}:${name.slice(at)}`)
}
