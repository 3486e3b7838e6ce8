import { cpSync } from 'node:fs'
import { defineConfig } from 'rolldown'
import license from 'rollup-plugin-license'

/** What GitHub runs: our own code readable in index.js and post.js, everybody else's in vendor.js. */
export default defineConfig({
  input: { index: 'src/index.ts', post: 'src/post.ts' },
  platform: 'node',
  // arm-machinelearning's "main" is CommonJS, which cannot be tree-shaken.
  resolve: { mainFields: ['module', 'main'] },
  // Optional paths of storage-blob and identity that this action never takes.
  external: ['apache-arrow', 'open'],
  output: {
    dir: 'dist',
    cleanDir: true,
    comments: false,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    codeSplitting: { groups: [{ name: 'vendor', test: /node_modules/ }] },
  },
  plugins: [
    license({ thirdParty: { output: 'dist/licenses.txt' } }),
    {
      name: 'templates',
      writeBundle: () =>
        cpSync('src/templates', 'dist/templates', {
          recursive: true,
          filter: (path) => !/__pycache__|\.pyc$/.test(path),
        }),
    },
  ],
})
