/** A conda file in terms of PyPI: the same packages, from where they can be had without conda. */
import { parse } from 'yaml'
import type { Recipe } from './recipe.ts'

/** Packages whose name on PyPI differs. */
const names: Readonly<Record<string, string>> = {
  'dask-core': 'dask',
  'matplotlib-base': 'matplotlib',
  'msgpack-python': 'msgpack',
  opencv: 'opencv-python-headless',
  'py-opencv': 'opencv-python-headless',
  'py-xgboost': 'xgboost',
  'py-xgboost-cpu': 'xgboost',
  pytables: 'tables',
  pytorch: 'torch',
  'pytorch-cpu': 'torch',
  ruamel_yaml: 'ruamel.yaml',
}

/** What conda installs besides Python packages; a wheel brings its own. */
const native =
  /^(_\w+|blas|bzip2|ca-certificates|cpuonly|cudatoolkit|gcc(_\S+)?|gxx\S*|lib(\S+-ng|blas|cblas|gfortran\S*|gomp|lapack|openblas|xgboost)|mkl|ncurses|nomkl|openblas|openssl|pytorch-mutex|readline|sqlite|tk|xz|zlib)$/

/** The oldest and newest Python that conda-forge serves. */
const oldest = 8
const newest = 14

/** The recipe of a conda file, or what conda would print about a file that it cannot solve. */
export function translateConda(condaFile: string): Recipe | string {
  let content: unknown
  try {
    content = parse(condaFile)
  } catch (error) {
    return `CondaEnvException: Unable to parse the environment file.\n${String(error)}`
  }
  const dependencies = (content as { dependencies?: unknown } | null)?.dependencies
  if (!Array.isArray(dependencies)) {
    return 'CondaEnvException: The environment file has no list of dependencies.'
  }
  let python = '3.12'
  const requirements: string[] = []
  const notes: string[] = []
  for (const entry of dependencies) {
    if (typeof entry === 'object' && entry !== null && Array.isArray(entry.pip)) {
      requirements.push(...entry.pip.map(String))
      continue
    }
    const spec = typeof entry === 'string' ? parseMatchSpec(entry) : undefined
    if (spec === undefined) return `InvalidMatchSpec: Invalid spec '${JSON.stringify(entry)}'`
    if (spec.name === 'python') {
      const wanted = pythonVersion(spec.version)
      if (wanted === undefined) {
        return `ResolvePackageNotFound:\n  - python${spec.version ?? ''}`
      }
      python = wanted
    } else if (native.test(spec.name)) {
      notes.push(`${entry}: not a Python package, left to the wheels`)
    } else {
      requirements.push((names[spec.name] ?? spec.name) + toPep440(spec.version))
    }
  }
  return { python, requirements, notes }
}

interface MatchSpec {
  readonly name: string
  /** Operator and version as written: `=1.2`, `>=1,<2`, `==1.2.3`. */
  readonly version?: string
}

/** `channel::name=version=build`, `name version build`, `name[version='>=1']`. */
function parseMatchSpec(text: string): MatchSpec | undefined {
  const bare = text.trim().replace(/^[\w.-]+(\/[\w-]+)?::/, '')
  const match = /^([A-Za-z0-9_][\w.-]*?)\s*(?:\[(.*)\]|([=<>!~\s].*))?$/.exec(bare)
  if (match?.[1] === undefined) return undefined
  const [, name, bracket, tail] = match
  const version = bracket === undefined ? tail : /version\s*=\s*['"]?([^'"\]]+)/.exec(bracket)?.[1]
  const written = version?.trim()
  if (written === undefined || written === '') return { name: name.toLowerCase() }
  return { name: name.toLowerCase(), version: withoutBuild(written) }
}

/** The build string is conda's own: `=1.2=py312_0`, `1.2 py312_0`. */
function withoutBuild(version: string): string {
  const fuzzy = /^(={0,2})\s*([^=<>!~,\s]+)(?:[=\s]\S+)?$/.exec(version)
  if (fuzzy?.[2] === undefined) return version.replace(/\s+/g, '')
  // `name 1.2` is exact, `name=1.2` is a prefix.
  return `${fuzzy[1] === '=' ? '=' : '=='}${fuzzy[2]}`
}

/** A conda version constraint as Python's packaging tools write it. */
function toPep440(version: string | undefined): string {
  if (version === undefined || version === '=*' || version === '==*') return ''
  const prefix = /^=(\d[^*,]*?)(\.?\*)?$/.exec(version)
  if (prefix?.[1] === undefined) return version
  // A full version is meant exactly; a shorter one stands for all that begin with it.
  const full = prefix[2] === undefined && prefix[1].split('.').length > 2
  return full ? `==${prefix[1]}` : `==${prefix[1]}.*`
}

/** The minor version that conda would choose, if there is one. */
function pythonVersion(version: string | undefined): string | undefined {
  if (version === undefined) return '3.12'
  const [, major, minor] = /(\d+)(?:\.(\d+))?/.exec(version) ?? []
  if (major !== '3') return undefined
  const atLeast = /^>/.test(version)
  const wanted = Math.max(Number(minor ?? 12), atLeast && !version.includes('<') ? 12 : 0)
  return wanted >= oldest && wanted <= newest ? `3.${wanted}` : undefined
}
