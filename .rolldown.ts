import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'rolldown'
import license from 'rollup-plugin-license'
import { configSchema } from './.github/scripts/documents.ts'

/**
 * What only a run that verifies attestations needs: Sigstore's packages and theirs, without those that
 * others need, too.
 */
const sigstore =
  /node_modules[\\/](@sigstore|@tufjs|tuf-js|@gar|minimatch|brace-expansion|balanced-match)[\\/]/

/**
 * What GitHub runs: our own code readable in index.js, post.js, attestation.js and what they share,
 * everybody else's in vendor.js and sigstore.js.
 * Everything goes below `dir`, so that a check can build beside dist/ and compare (`-d`).
 */
export default defineConfig(({ dir = 'dist' }) => ({
  input: { index: 'src/index.ts', post: 'src/post.ts' },
  platform: 'node',
  // arm-machinelearning's "main" is CommonJS, which cannot be tree-shaken.
  resolve: { mainFields: ['module', 'main'] },
  // Optional paths of storage-blob and identity that this action never takes.
  external: ['apache-arrow', 'open'],
  output: {
    dir,
    cleanDir: true,
    comments: false,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    codeSplitting: {
      groups: [
        { name: 'sigstore', test: sigstore, priority: 1 },
        {
          name: 'vendor',
          test: (id: string) => /node_modules/.test(id) && !sigstore.test(id),
          priority: 2,
        },
        { name: 'shared', test: /[\\/]src[\\/]/, minShareCount: 2 },
      ],
    },
  },
  plugins: [
    license({ thirdParty: { output: join(dir, 'licenses.txt'), multipleVersions: true } }),
    {
      name: 'the files beside the code',
      writeBundle() {
        writeFileSync(join(dir, 'azureml-deploy.schema.json'), configSchema())
        cpSync('src/templates', join(dir, 'templates'), {
          recursive: true,
          filter: (path) => !/__pycache__|\.pyc$|_cache$/.test(path),
        })
      },
    },
  ],
}))
