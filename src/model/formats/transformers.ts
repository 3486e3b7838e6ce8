/** Folders of Hugging Face transformers, which save_pretrained writes: config.json says what they hold. */
import type { Description, Finding, NeedsCode } from '../description.ts'
import { at, type Kept, listAt, textAt } from '../encodings/kept.ts'
import { parseJson } from '../encodings/parsed.ts'
import type { FolderFormat, ModelFolder, Reading } from '../format.ts'
import { inputOf, outputOf, type Task, taskOf } from '../transformers/tasks.ts'
import { Unreadable } from '../unreadable.ts'

/** The weights are read by the readers of their own files; this one reads what stands beside them. */
export const transformersFormat: FolderFormat = {
  name: 'Hugging Face model',
  recognises: (paths) => paths.has('config.json') && weights.some((name) => paths.has(name)),
  read,
}

/** transformers/utils/__init__.py, `SAFE_WEIGHTS_NAME`, `WEIGHTS_NAME` and their indexes. */
const weights = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
]

/** What any of the tokenizers of transformers is kept in: their `vocab_files_names`. */
const tokenizers = [
  ...['tokenizer.json', 'vocab.txt', 'vocab.json', 'spiece.model', 'tokenizer.model'],
  ...['sentencepiece.bpe.model', 'source.spm', 'tiktoken.model', 'tekken.json'],
]

async function read(folder: ModelFolder): Promise<Reading | undefined> {
  const config = parseJson(await folder.text('config.json'))
  const type = textAt(config, 'model_type')
  // Keras and others keep a config.json too.
  if (type === undefined) return undefined
  for (const index of weights.filter((name) => name.endsWith('.index.json')))
    if (folder.files.has(index)) requireShards(folder, parseJson(await folder.text(index)))
  const [first] = listAt(config, 'architectures')
  const architecture = typeof first === 'string' ? first : undefined
  const task = architecture === undefined ? undefined : taskOf(architecture)
  const custom = await customCode(folder, config)
  const needsCode = obstacle(folder, architecture, task, custom)
  const version = textAt(config, 'transformers_version')
  const labels = labelsOf(config)
  const description: Description = {
    framework: 'transformers',
    format: 'transformers',
    path: folder.root.replace(/\/$/, ''),
    ...(version === undefined ? {} : { version }),
    holds: [architecture ?? type, ...(task ? [task.name] : [])].join(', for '),
    input: task ? inputOf(task) : { kind: 'unknown' },
    output: task ? outputOf(task, labels) : { kind: 'unknown' },
    packages: {},
    ...(needsCode ? { needsCode } : {}),
  }
  return { description, findings: custom }
}

/** Throws Unreadable when the index of the weights names a file that is not there. */
function requireShards(folder: ModelFolder, index: Kept): void {
  const map = at(index, 'weight_map')
  for (const shard of new Set(map instanceof Map ? map.values() : []))
    if (typeof shard !== 'string' || !folder.files.has(shard))
      throw new Unreadable(`keeps some of its weights in '${shard}', which is not there`)
}

/**
 * The labels in the order of the classes: {"0": "negative", "1": "positive"}. Whoever names none has
 * two, which are left out when the configuration is saved (configuration_utils.py, `to_diff_dict`).
 */
function labelsOf(config: Kept): readonly string[] {
  const labels = at(config, 'id2label')
  if (!(labels instanceof Map)) return ['LABEL_0', 'LABEL_1']
  return [...labels]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, label]) => (typeof label === 'string' ? label : String(label)))
}

/** The Python files that `auto_map` has transformers import, once its user trusts them. */
async function customCode(folder: ModelFolder, config: Kept): Promise<readonly Finding[]> {
  const configs = [config]
  for (const name of ['tokenizer_config.json', 'preprocessor_config.json'])
    if (folder.files.has(name)) configs.push(parseJson(await folder.text(name)))
  if (!configs.some((each) => at(each, 'auto_map') instanceof Map)) return []
  return [...folder.files]
    .filter(([path]) => path.endsWith('.py'))
    .map(([path, file]) => ({
      verdict: 'unknown',
      what: path,
      why: "Python code of the model's authors, which loading it imports",
      file: file.path,
    }))
}

/** Why the folder cannot be served by a pipeline; undefined when it can. */
function obstacle(
  folder: ModelFolder,
  architecture: string | undefined,
  task: Task | undefined,
  custom: readonly Finding[],
): NeedsCode | undefined {
  const reason =
    custom.length > 0
      ? `it brings Python code of its own (${custom[0]?.what}), which must be trusted first`
      : folder.files.has('modules.json')
        ? 'it is a model of sentence-transformers, whose pooling transformers does not know'
        : !task
          ? `no pipeline of transformers serves ${architecture ?? 'a model that names no architecture'}`
          : task.takes === 'texts' && !tokenizers.some((name) => folder.files.has(name))
            ? 'its tokenizer is not in the folder; save it there too (tokenizer.save_pretrained)'
            : undefined
  return reason === undefined ? undefined : { reason, script: script(custom.length > 0) }
}

const script = (trusted: boolean): string => `import json
import os
from pathlib import Path

import torch
from transformers import AutoModel, AutoTokenizer


def init():
    global tokenizer, model
    folder = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob("config.json")).parent
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder${trusted ? ', trust_remote_code=True' : ''}).eval()


def run(raw_data):
    tokens = tokenizer(json.loads(raw_data)["inputs"], padding=True, return_tensors="pt")
    with torch.inference_mode():
        return {"outputs": model(**tokens)[0].tolist()}
`
