/**
 * What Keras 2 left beside a graph to make a Keras model of it again (Keras 2,
 * saved_metadata.proto): the configuration of every layer, a Lambda's code included.
 */
import type { Finding } from '../description.ts'
import { walkMessage } from '../encodings/protobuf.ts'
import { readSmallJson } from '../encodings/small-json.ts'
import type { ModelFolder } from '../format.ts'
import { judgeConfig } from '../keras/judge.ts'

export const kerasMetadata = 'keras_metadata.pb'

/**
 * What Keras would import or run. TensorFlow itself, which serves the graph, does not look at this
 * file: so nothing of it is dangerous here, but it is to be known before somebody loads it with Keras.
 */
export async function judgeKerasMetadata(folder: ModelFolder): Promise<readonly Finding[]> {
  if (!folder.files.has(kerasMetadata)) return []
  const file = folder.root + kerasMetadata
  const found = new Map<string, Finding>()
  await folder.open(kerasMetadata, (bytes) =>
    walkMessage(
      bytes,
      {
        1: async (node) => {
          let isLayer = true
          await node.message({
            4: async (kind) => {
              isLayer = (await kind.text()) !== '_tf_keras_metric'
            },
            5: async (metadata) => {
              if (!isLayer) return
              const config = await readSmallJson(metadata.bytes(), 'the metadata of a layer')
              for (const finding of judgeConfig(config, file)) found.set(finding.what, finding)
            },
          })
        },
      },
      folder.signal,
    ),
  )
  return [...found.values()].map((finding) => ({
    ...finding,
    verdict: 'unknown',
    why: `${finding.why}, if Keras loads it; TensorFlow does not look at it`,
  }))
}
