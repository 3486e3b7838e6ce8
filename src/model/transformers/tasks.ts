/** Which pipeline of transformers serves an architecture. */
import type { ModelInput, ModelOutput } from '../description.ts'

/** A pipeline, and what it takes and answers. */
export interface Task {
  /** As `transformers.pipeline` calls it. */
  readonly name: string
  /** What it takes: texts, which need a tokenizer, or pictures. */
  readonly takes: 'texts' | 'pictures'
  /** What it answers for one text. */
  readonly answers: 'labels' | 'other'
}

/**
 * By the end of the architecture's name: transformers/pipelines/__init__.py, `SUPPORTED_TASKS`, and
 * models/auto/modeling_auto.py of 4.57 and 5.23, which name the architectures of each. Left out are
 * tasks that 5.0 dropped (questions, summaries) and those on sound, whose decoders are no packages of
 * Python. score_transformers.py has the same table.
 */
const tasks: readonly (readonly [ending: string, task: Task])[] = [
  ['ForSequenceClassification', labelling('text-classification')],
  ['ForTokenClassification', onTexts('token-classification')],
  ['ForMaskedLM', onTexts('fill-mask')],
  ['ForCausalLM', onTexts('text-generation')],
  ['LMHeadModel', onTexts('text-generation')],
  ...`Bert Roberta XLMRoberta Camembert DistilBert MPNet Albert Electra Deberta DebertaV2 ModernBert`
    .split(' ')
    .map((name) => [`${name}Model`, onTexts('feature-extraction')] as const),
  ['ForImageClassification', onPictures('image-classification')],
  ['ForObjectDetection', onPictures('object-detection')],
]

/** The task of an architecture such as BertForSequenceClassification; undefined when no pipeline has it. */
export function taskOf(architecture: string): Task | undefined {
  const found = tasks.find(([ending]) => architecture.endsWith(ending))
  return found?.[1]
}

/** What a pipeline takes; `mask` is what the tokenizer knows for a word that is to be guessed. */
export const inputOf = ({ name, takes }: Task, mask: string | undefined): ModelInput => {
  if (takes === 'pictures') return { kind: takes }
  return { kind: 'texts', ...(name === 'fill-mask' && mask !== undefined ? { mask } : {}) }
}

/** What a pipeline answers: the likeliest label of each text, with its score. */
export const outputOf = ({ answers }: Task, labels: readonly string[]): ModelOutput =>
  answers === 'labels'
    ? { kind: 'classes', classes: labels, probabilities: false }
    : { kind: 'unknown' }

function labelling(name: string): Task {
  return { name, takes: 'texts', answers: 'labels' }
}

function onTexts(name: string): Task {
  return { name, takes: 'texts', answers: 'other' }
}

function onPictures(name: string): Task {
  return { name, takes: 'pictures', answers: 'other' }
}
