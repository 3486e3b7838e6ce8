/** A conda file in terms of pip: what can be installed without conda. Pure. */

import { parse } from 'yaml'
import { reasonOf } from '../errors.ts'
import type { ServiceEnvironment } from '../plan/service.ts'

export interface Requirements {
  /** major.minor */
  readonly python: string
  /** Lines of a requirements file, options such as `--extra-index-url` included. */
  readonly lines: readonly string[]
  /**
   * Whether pip would get these very lines where the image is built, so that what it cannot resolve
   * here it cannot there. Of conda's packages only a likeness can be had.
   */
  readonly exact: boolean
}

/** Packages whose name on PyPI differs from conda's. */
const names: Readonly<Record<string, string>> = {
  'matplotlib-base': 'matplotlib',
  'msgpack-python': 'msgpack',
  opencv: 'opencv-python-headless',
  'py-opencv': 'opencv-python-headless',
  'py-xgboost': 'xgboost',
  'py-xgboost-cpu': 'xgboost',
  pytorch: 'torch',
  'pytorch-cpu': 'torch',
}

/** What is part of conda's world only: a wheel brings its own, or needs none. */
const native =
  /^(_\w+|blas|bzip2|ca-certificates|cpuonly|cudatoolkit|g(cc|xx)(_\S+)?|lib(blas|cblas|gcc|gfortran|gomp|lapack|openblas|stdcxx|xgboost)(-ng|5)?|mkl|nomkl|openblas|openssl|pytorch-mutex|sqlite|xz|zlib)$/

/** What an environment of Azure's is made of; a sentence instead when it cannot be made here. */
export function requirementsOf(environment: ServiceEnvironment): Requirements | string {
  if (environment.kind === 'existing') {
    return `the environment '${environment.name}' is registered in Azure, and only there`
  }
  if (environment.condaFile === undefined) {
    return `the environment is the image ${environment.image}, which this runner has not`
  }
  // One that is not Microsoft's may bring what no conda file speaks of.
  if (!environment.image.startsWith('mcr.microsoft.com/azureml/')) {
    return `the environment is built on the image ${environment.image}, which this runner has not`
  }
  return readCondaFile(environment.condaFile)
}

/** The same packages by their names on PyPI; a sentence instead when the file cannot be said in pip's terms. */
export function readCondaFile(text: string): Requirements | string {
  const dependencies = listDependencies(text)
  if (typeof dependencies === 'string') return dependencies
  const pip: string[] = []
  const conda: string[] = []
  let python: string | undefined
  let ownPip = false
  for (const entry of dependencies) {
    if (isPipSection(entry)) {
      pip.push(...entry.pip.map(String))
      continue
    }
    const spec = typeof entry === 'string' ? readSpec(entry) : undefined
    if (!spec)
      return `the conda file has an entry that pip has no words for: ${JSON.stringify(entry)}`
    if (spec.name === 'python') python = readPython(spec.constraint)
    else if (spec.name === 'pip') ownPip = true
    else if (!native.test(spec.name)) {
      conda.push((names[spec.name] ?? spec.name) + spec.constraint)
    }
  }
  if (python === undefined) {
    return "the conda file does not say which Python, such as 'python=3.12', and another one than the container's would prove little"
  }
  const file = pip.find((line) => /^(-r|-c|-e|--requirement|--constraint|--editable|\.)/.test(line))
  if (file !== undefined) return `the conda file names a file that is not at hand: ${file}`
  const listed = [...pip, ...conda]
  const brought = ownPip ? broughtByPip(python) : []
  const missing = brought.filter((name) => !listed.some((line) => nameOf(line) === name))
  return { python, lines: [...listed, ...missing], exact: conda.length === 0 }
}

function listDependencies(text: string): readonly unknown[] | string {
  let content: unknown
  try {
    content = parse(text)
  } catch (error) {
    return `the conda file is not YAML: ${reasonOf(error)}`
  }
  if (typeof content === 'object' && content !== null && 'dependencies' in content)
    if (Array.isArray(content.dependencies)) return content.dependencies
  return 'the conda file lists no dependencies'
}

const isPipSection = (entry: unknown): entry is { readonly pip: readonly unknown[] } =>
  typeof entry === 'object' && entry !== null && 'pip' in entry && Array.isArray(entry.pip)

const nameOf = (line: string) => /^[\w.-]+/.exec(line)?.[0].toLowerCase()

/** The minor version that a constraint pins, whatever the patch. */
function readPython(constraint: string): string | undefined {
  return /^(?:==|~=)(3\.\d+)(?:\.[\d*]+)*$/.exec(constraint)?.[1]
}

/**
 * What conda's pip brings along, which packages have come to rely on; for new Pythons no more
 * (conda-forge's news of 21 August 2024, "Sunsetting setuptools and wheel as pip dependencies").
 */
const broughtByPip = (python: string): readonly string[] =>
  Number(python.split('.')[1]) < 13 ? ['setuptools', 'wheel'] : []

interface Spec {
  readonly name: string
  /** As pip writes it. */
  readonly constraint: string
}

/**
 * `name`, `name=1.2`, `name==1.2.3=build`, `name 1.2`, `name>=1,<2`, `channel::name` ("Package match
 * specifications" of conda's documentation); undefined for anything else.
 */
function readSpec(text: string): Spec | undefined {
  const bare = text.trim().replace(/^[\w./-]+::/, '')
  const [, found, rest = ''] = /^([A-Za-z0-9_][\w.-]*)\s*(.*)$/.exec(bare) ?? []
  if (found === undefined) return undefined
  const name = found.toLowerCase()
  const version = rest.trim()
  if (/^(=*\*)?$/.test(version)) return { name, constraint: '' }
  // A build string is conda's own.
  const [, operator, wanted] = /^(={0,2})\s*([\w.!+*]+)([=\s]\S+)?$/.exec(version) ?? []
  if (wanted !== undefined) {
    // One '=' stands for all versions that begin so; pip has that for plain releases only.
    const prefix = operator === '=' && /^\d+(\.\d+)*$/.test(wanted)
    return { name, constraint: `==${wanted}${prefix ? '.*' : ''}` }
  }
  return /^[<>=!~][\w\s.,*!<>=~+]*$/.test(version)
    ? { name, constraint: version.replace(/\s+/g, '') }
    : undefined
}
