/**
 * The software bill of materials of what is shipped (CycloneDX 1.6): the packages that the bundler put
 * into dist/, and no other of node_modules/. Prints it; the same sources print the same.
 */
import { readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type InputOptions, type OutputOptions, rolldown } from 'rolldown'
import { root } from './root.ts'

/** A package, as its own package.json and the lock file have it. */
export interface Package {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly repository?: string
  /** The digest that npm checks, as the lock file writes it. */
  readonly integrity?: string
}

const home = fileURLToPath(root)
const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))

/** The packages that have code in the bundle, by name and version. */
export async function bundledPackages(): Promise<readonly Package[]> {
  const modules = await bundledModules()
  const folders = new Set(modules.map(packageFolder).filter((folder) => folder !== ''))
  const { packages: locked } = readJson(join(home, 'package-lock.json')) as Lock
  const packages = [...folders].map((folder) => readPackage(folder, locked))
  const byPurl = new Map(packages.map((one) => [purlOf(one), one]))
  return [...byPurl].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

/** The files that the build reads and uses. */
async function bundledModules(): Promise<readonly string[]> {
  // Its types would have the compiler read those of its plugins, which do not resolve.
  const { default: config } = (await import(new URL('.rolldown.ts', root).href)) as {
    default: (options: object) => InputOptions & { readonly output: OutputOptions }
  }
  const { output, ...input } = config({})
  const bundle = await rolldown({ ...input, plugins: [], cwd: home })
  try {
    const { output: files } = await bundle.generate(output)
    return files.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
  } finally {
    await bundle.close()
  }
}

/** The package that a module is of: the name, with its scope, below the last node_modules/. */
const packageFolder = (module: string): string =>
  /^.*node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+/.exec(module)?.[0] ?? ''

interface Lock {
  /** By the folder that a package is installed in. */
  readonly packages: Readonly<Record<string, { readonly integrity?: string }>>
}

function readPackage(folder: string, locked: Lock['packages']): Package {
  const own = readJson(join(folder, 'package.json')) as {
    readonly name: string
    readonly version: string
    readonly license?: string
    readonly repository?: string | { readonly url?: string }
  }
  const repository = typeof own.repository === 'object' ? own.repository.url : own.repository
  const { integrity } = locked[relative(home, folder).split(sep).join('/')] ?? {}
  return {
    name: own.name,
    version: own.version,
    ...(own.license ? { license: own.license } : {}),
    ...(repository ? { repository } : {}),
    ...(integrity ? { integrity } : {}),
  }
}

/** `pkg:npm/%40azure/core-auth@1.11.0` (package-url, npm). */
const purlOf = ({ name, version }: Pick<Package, 'name' | 'version'>) =>
  `pkg:npm/${name.replace('@', '%40')}@${version}`

/** Where npm's registry keeps it. */
const tarballOf = ({ name, version }: Package) =>
  `https://registry.npmjs.org/${name}/-/${name.replace(/^.*\//, '')}-${version}.tgz`

/** The document, without what changes from run to run. */
export function sbomOf(
  product: { readonly name: string; readonly version: string; readonly license: string },
  packages: readonly Package[],
): object {
  const self = `${product.name}@${product.version}`
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': self,
        name: product.name,
        version: product.version,
        licenses: [{ license: { id: product.license } }],
      },
    },
    components: packages.map(componentOf),
    // They are all in one bundle: who of them asked for whom no longer shows.
    dependencies: [{ ref: self, dependsOn: packages.map(purlOf) }],
    compositions: [{ aggregate: 'complete', assemblies: [self] }],
  }
}

function componentOf(one: Package): object {
  const [, scope, name = one.name] = /^(@[^/]+)\/(.+)$/.exec(one.name) ?? []
  const { license, repository, integrity } = one
  const source = repository === undefined ? undefined : addressOf(repository)
  return {
    type: 'library',
    'bom-ref': purlOf(one),
    ...(scope === undefined ? {} : { group: scope }),
    name,
    version: one.version,
    ...(license === undefined ? {} : { licenses: [licenseOf(license)] }),
    purl: purlOf(one),
    externalReferences: [
      { type: 'distribution', url: tarballOf(one), ...hashesOf(integrity) },
      ...(source === undefined ? [] : [{ type: 'vcs', url: source }]),
    ],
  }
}

const licenseOf = (license: string) =>
  / (OR|AND|WITH) /.test(license) ? { expression: license } : { license: { id: license } }

/** `sha512-…` in Base64, as the lock file has it, in hexadecimal. */
function hashesOf(integrity: string | undefined): object {
  const [, base64] = /^sha512-([A-Za-z0-9+/]+=*)$/.exec(integrity ?? '') ?? []
  if (base64 === undefined) return {}
  return { hashes: [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }] }
}

/** package.json allows `owner/name`, and `git+` before an address. */
const addressOf = (repository: string): string =>
  /^[\w-]+\/[\w.-]+$/.test(repository)
    ? `https://github.com/${repository}`
    : repository.replace(/^git\+/, '').replace(/^github:/, 'https://github.com/')

/** What is printed. */
export async function sbom(): Promise<string> {
  const product = readJson(join(home, 'package.json')) as Parameters<typeof sbomOf>[0]
  return `${JSON.stringify(sbomOf(product, await bundledPackages()), null, 2)}\n`
}

if (import.meta.main) process.stdout.write(await sbom())
