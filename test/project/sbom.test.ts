/** The software bill of materials names what is shipped: all of it, and nothing else. */
import { readFileSync } from 'node:fs'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import { beforeAll, expect, test } from 'vitest'
import { root } from '../../.github/scripts/root.ts'
import { sbom, sbomOf } from '../../.github/scripts/sbom.ts'

interface Component {
  readonly name: string
  readonly group?: string
  readonly version: string
  readonly purl: string
  readonly externalReferences: readonly { readonly type: string; readonly hashes?: unknown }[]
}

let text = ''
let components: readonly Component[] = []
beforeAll(async () => {
  text = await sbom()
  components = (JSON.parse(text) as { components: Component[] }).components
}, 60_000)

const nameOf = ({ group, name, version }: Component) =>
  `${group === undefined ? '' : `${group}/`}${name} ${version}`

/** The bundler's plugin for licences found them for itself. */
const licensed = () =>
  [
    ...readFileSync(new URL('dist/licenses.txt', root), 'utf8').matchAll(
      /^Name: (.+)\nVersion: (.+)$/gm,
    ),
  ].map(([, name, version]) => `${name} ${version}`)

test('it names exactly the packages whose licences are shipped', () => {
  expect(components.map(nameOf).sort()).toEqual(licensed().sort())
  expect(new Set(components.map(({ purl }) => purl)).size).toBe(components.length)
})

test('each has its licence, and the digest that npm checks', () => {
  for (const component of components) {
    expect(component, nameOf(component)).toMatchObject({
      licenses: [expect.anything()],
      externalReferences: expect.arrayContaining([
        expect.objectContaining({
          type: 'distribution',
          hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
        }),
      ]),
    })
  }
})

const schemaFile = (name: string): object =>
  JSON.parse(
    readFileSync(
      new URL(`node_modules/@cyclonedx/cyclonedx-library/res/schema/${name}`, root),
      'utf8',
    ),
  ) as object

/** What CycloneDX's own schema has against a document. */
function refusals(document: unknown): readonly string[] {
  const ajv = new Ajv.default({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addFormat('iri-reference', true).addFormat('idn-email', true)
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) {
    const file = `${name}.SNAPSHOT.schema.json`
    ajv.addSchema(schemaFile(file), `http://cyclonedx.org/schema/${file}`)
  }
  const validate = ajv.compile(schemaFile('bom-1.6.SNAPSHOT.schema.json'))
  validate(document)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

test('it is what CycloneDX calls a bill of materials', () => {
  expect(refusals(JSON.parse(text))).toEqual([])
  const product = { name: 'x', version: '1', license: 'MIT' }
  const nonsense = sbomOf(product, [{ name: 'a', version: '1', license: 'my own' }])
  expect(refusals(nonsense)).toContainEqual(expect.stringContaining('/components/0/licenses'))
})

test('it is the same each time', async () => {
  expect(await sbom()).toBe(text)
})
