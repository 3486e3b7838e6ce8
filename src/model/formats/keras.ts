/** Keras models: `.keras` archives, and HDF5 files as Keras 1 to 3 write them. */
import type { Description, Finding, Format, NeedsCode } from '../description.ts'
import { looksLikeHdf5, rootAttributes } from '../encodings/hdf5.ts'
import { at, type Kept, textAt } from '../encodings/kept.ts'
import { readSmallJson } from '../encodings/small-json.ts'
import { looksLikeZip, readZip } from '../encodings/zip.ts'
import type { FileFormat, ModelFile, Reading } from '../format.ts'
import { inputsOf, layersOf, nameOf, outputsOf } from '../keras/config.ts'
import { judgeConfig } from '../keras/judge.ts'
import { Unreadable } from '../unreadable.ts'

/** Reads whole models, and tells files of weights alone from them. */
export const kerasFormat: FileFormat = {
  name: 'Keras model',
  recognises: (head) => looksLikeZip(head) || looksLikeHdf5(head),
  async read(file) {
    return looksLikeZip(await file.bytes.read(0, 4)) ? readArchive(file) : readHdf5(file)
  },
}

/** A model's configuration, and the Keras that saved it. */
interface Saved {
  readonly format: Format
  readonly version: string | undefined
  readonly model: Kept
}

/** "Serialization and saving", Keras 3: config.json, metadata.json and model.weights.h5. */
async function readArchive(file: ModelFile): Promise<Reading | undefined> {
  const zip = await readZip(file.bytes)
  const [config, metadata] = [zip.entries.get('config.json'), zip.entries.get('metadata.json')]
  if (!config || !metadata) return undefined
  const version = textAt(
    await readSmallJson(await zip.open(metadata), 'metadata.json'),
    'keras_version',
  )
  // Other archives have files of these names as well.
  if (version === undefined) return undefined
  const model = await readSmallJson(await zip.open(config), 'config.json')
  return readingOf(file.path, { format: 'keras-zip', version, model })
}

async function readHdf5(file: ModelFile): Promise<Reading | undefined> {
  const attributes = await rootAttributes(file.bytes, file.signal)
  const config = attributes.get('model_config')
  const version = await attributes.get('keras_version')?.read(0, 100)
  const known = version && Buffer.from(version).toString('utf8')
  if (config) {
    const model = await readSmallJson(config, "the attribute 'model_config'")
    return readingOf(file.path, { format: 'keras-hdf5', version: known, model })
  }
  // Keras 3 gives its files of weights this name, and no attributes.
  if (known === undefined && !/\.weights\.h5$/i.test(file.path)) return undefined
  return {
    description: {
      framework: 'keras',
      format: 'keras-hdf5',
      path: file.path,
      holds: 'weights of a Keras model',
      input: { kind: 'unknown' },
      output: { kind: 'unknown' },
      packages: {},
      ...versionOf(known),
      needsCode: {
        reason: 'the file holds weights, but not the model that they belong to',
        script: script('model = build_model()  # as in training\n    model.load_weights(path)'),
      },
    },
    findings: [],
  }
}

function readingOf(path: string, { format, version, model }: Saved): Reading {
  if (textAt(model, 'class_name') === undefined)
    throw new Unreadable('is no Keras model: its configuration names no class')
  const loaded = judgeConfig(withoutTraining(model), path)
  const code = needsCode(model, loaded)
  const findings = [...loaded, ...judgeTraining(model, path)]
  const inputs = code ? undefined : inputsOf(model)
  const outputs = code ? undefined : outputsOf(model)
  const description: Description = {
    framework: 'keras',
    format,
    path,
    holds: holds(model),
    input: inputs ? { kind: 'tensors', tensors: inputs } : { kind: 'unknown' },
    output: outputs ? { kind: 'tensors', tensors: outputs } : { kind: 'unknown' },
    packages: {},
    ...versionOf(version),
    ...(code === undefined ? {} : { needsCode: code }),
  }
  return { description, findings }
}

const versionOf = (version: string | undefined) => (version === undefined ? {} : { version })

/** Losses and optimizers are left out when a model is loaded with compile=False, as it is to be served. */
function withoutTraining(model: Kept): Kept {
  if (!(model instanceof Map)) return model
  return new Map([...model].filter(([name]) => name !== 'compile_config'))
}

/** Whoever compiles the model loads that as well: a loss of the author's own is no alarm, other things are. */
const judgeTraining = (model: Kept, path: string): readonly Finding[] =>
  judgeConfig(at(model, 'compile_config') ?? null, path).filter(
    ({ verdict }) => verdict === 'dangerous',
  )

const fewLayers = 8

/** `Keras Functional house: Embedding → Flatten → Dense`. */
function holds(model: Kept): string {
  const kinds = layersOf(model)
    .map((layer) => textAt(layer, 'class_name') ?? '?')
    .filter((kind) => kind !== 'InputLayer')
  const name = [textAt(model, 'class_name'), nameOf(model)].filter((text) => text).join(' ')
  const layers = kinds.length > fewLayers ? `${kinds.length} layers` : kinds.join(' → ')
  return layers === '' ? `Keras ${name}` : `Keras ${name}: ${layers}`
}

/** Keras loads nothing of the author's own, and no bytecode, unless code tells it to. */
function needsCode(model: Kept, findings: readonly Finding[]): NeedsCode | undefined {
  const [first] = findings
  if (first)
    return {
      reason: `${first.what} ${first.why}`,
      script: script(
        'custom = {}  # the classes and functions of your own, by name\n    model = keras.models.load_model(path, custom_objects=custom, compile=False)',
      ),
    }
  if (at(model, 'config') !== undefined && layersOf(model).length > 0) return undefined
  return {
    reason: 'its configuration lists no layers, which are built by code of its own',
    script: script('model = build_model()  # as in training\n    model.load_weights(path)'),
  }
}

/** The least that serves a Keras model. */
const script = (load: string) => `import json
import os
from pathlib import Path

import keras
import numpy as np

def init():
    global model
    root = Path(os.environ["AZUREML_MODEL_DIR"])
    path = next(file for file in root.rglob("*") if file.suffix in (".keras", ".h5", ".hdf5"))
    ${load}

def run(raw_data):
    return {"outputs": model.predict(np.array(json.loads(raw_data)["inputs"])).tolist()}
`
