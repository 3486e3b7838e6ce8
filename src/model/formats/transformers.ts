/** Folders of Hugging Face transformers, which save_pretrained writes: config.json says what they hold. */
import type { Description, Finding } from '../description.ts'
import { at, type Kept, listAt, textAt } from '../encodings/kept.ts'
import { parseJson } from '../encodings/parsed.ts'
import type { FolderFormat, ModelFolder, Reading } from '../format.ts'
import { printable } from '../printable.ts'
import { adapterScript, scriptFor, sentenceModules } from '../transformers/suggestion.ts'
import { inputOf, outputOf, type Task, taskOf } from '../transformers/tasks.ts'
import { Unreadable } from '../unreadable.ts'

/** The weights are read by the readers of their own files; this one reads what stands beside them. */
export const transformersFormat: FolderFormat = {
  name: 'Hugging Face model',
  recognises: (paths) =>
    paths.has(adapterConfig) ||
    (paths.has('config.json') && weights.some((name) => paths.has(name))),
  read: (folder) =>
    folder.files.has(adapterConfig) && !folder.files.has('config.json')
      ? readAdapter(folder)
      : readModel(folder),
}

/** What PEFT keeps beside the weights that it trained (peft/utils/constants.py). */
const adapterConfig = 'adapter_config.json'

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

/** What image processors are kept in: `IMAGE_PROCESSOR_NAME` and `PROCESSOR_NAME`. */
const processors = ['preprocessor_config.json', 'processor_config.json']

/** An adapter is what was learned on top of a model that is elsewhere. */
async function readAdapter(folder: ModelFolder): Promise<Reading> {
  const config = parseJson(await folder.text(adapterConfig))
  const base = printable(
    (textAt(config, 'base_model_name_or_path') || 'another model').slice(0, 200),
  )
  const type = textAt(config, 'peft_type') ?? 'PEFT'
  const description: Description = {
    framework: 'transformers',
    format: 'transformers',
    path: folder.root.replace(/\/$/, ''),
    holds: `an adapter of PEFT (${type.slice(0, 40)}) for ${base}`,
    input: { kind: 'unknown' },
    output: { kind: 'unknown' },
    packages: {},
    needsCode: {
      reason: `it is an adapter for ${base}, whose weights are not here: merge the two (merge_and_unload) and save the whole`,
      script: adapterScript,
    },
  }
  return { description, findings: [] }
}

async function readModel(folder: ModelFolder): Promise<Reading | undefined> {
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
  const reason = obstacle(folder, config, architecture, task, custom)
  const ofSentences = folder.files.has(sentenceModules)
  const needsCode = reason && {
    reason,
    script: scriptFor(ofSentences, architecture, custom.length > 0),
  }
  const version = textAt(config, 'transformers_version')
  const labels = labelsOf(config)
  const description: Description = {
    framework: 'transformers',
    format: 'transformers',
    path: folder.root.replace(/\/$/, ''),
    ...(version === undefined ? {} : { version }),
    holds: [architecture ?? type, ...(task ? [task.name] : [])].join(', for '),
    input: task ? inputOf(task, await maskOf(folder)) : { kind: 'unknown' },
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

/** The tokenizer's word for one that is to be guessed: a text, or the text of an object. */
async function maskOf(folder: ModelFolder): Promise<string | undefined> {
  for (const name of ['tokenizer_config.json', 'special_tokens_map.json']) {
    if (!folder.files.has(name)) continue
    const config = parseJson(await folder.text(name))
    const mask = textAt(config, 'mask_token') ?? textAt(config, 'mask_token', 'content')
    if (mask !== undefined && mask.length < 100) return mask
  }
  return undefined
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
  config: Kept,
  architecture: string | undefined,
  task: Task | undefined,
  custom: readonly Finding[],
): string | undefined {
  const has = (name: string) => folder.files.has(name)
  if (custom.length > 0)
    return `it brings Python code of its own (${custom[0]?.what}), which must be trusted first`
  if (has(sentenceModules))
    return 'it is a model of sentence-transformers, whose pooling transformers does not know'
  const quantizer = at(config, 'quantization_config')
  if (quantizer instanceof Map)
    return `its weights are quantized by ${printable(textAt(quantizer, 'quant_method') ?? 'bitsandbytes').slice(0, 40)}, a package of its own that mostly wants a GPU`
  if (!task)
    return `no pipeline that is known here serves ${architecture ?? 'a model that names no architecture'}`
  if (task.takes === 'texts' && !tokenizers.some(has))
    return 'its tokenizer is not in the folder; save it there too (tokenizer.save_pretrained)'
  if (task.takes === 'pictures' && !processors.some(has))
    return 'its image processor is not in the folder; save it there too (processor.save_pretrained)'
  return undefined
}
