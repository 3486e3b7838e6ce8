/**
 * What operations of a graph can do to the machine that runs it. "TensorFlow models are programs":
 * they may read and write files and use the network ("Using TensorFlow Securely", SECURITY.md).
 */
import type { Finding } from '../description.ts'

/** A verdict on an operation, and why. */
export type Judgement = Pick<Finding, 'verdict' | 'why'>

const groups: readonly (Judgement & { readonly operations: string })[] = [
  {
    verdict: 'dangerous',
    why: 'calls Python code of the process',
    operations: 'PyFunc PyFuncStateless EagerPyFunc',
  },
  {
    verdict: 'dangerous',
    why: 'reads any file of the server',
    operations: `ReadFile WholeFileReader WholeFileReaderV2 TextLineReader TextLineReaderV2
      FixedLengthRecordReader FixedLengthRecordReaderV2 TFRecordReader TFRecordReaderV2 LMDBReader
      TextLineDataset FixedLengthRecordDataset FixedLengthRecordDatasetV2 TFRecordDataset
      TFRecordDatasetV2 LMDBDataset ExperimentalLMDBDataset LoadDataset SnapshotDatasetReader
      SnapshotNestedDatasetReader SnapshotChunkDataset ListSnapshotChunksDataset RecordInput
      LoadAndRemapMatrix`,
  },
  {
    verdict: 'dangerous',
    why: 'maps any file of the server into memory',
    operations: 'ImmutableConst',
  },
  {
    verdict: 'dangerous',
    why: 'lists the files of the server',
    operations: 'MatchingFiles MatchingFilesDataset ExperimentalMatchingFilesDataset',
  },
  {
    verdict: 'dangerous',
    why: 'writes files on the server',
    operations: `WriteFile SaveDataset SaveDatasetV2 DistributedSave SnapshotDataset
      SnapshotDatasetV2 DatasetToTFRecord ExperimentalDatasetToTFRecord DumpTensor DebugIdentity
      DebugIdentityV2 DebugIdentityV3 DebugNanCount DebugNumericSummary SummaryWriter
      CreateSummaryFileWriter CreateSummaryDbWriter`,
  },
  {
    verdict: 'dangerous',
    why: 'opens a database',
    operations: 'SqlDataset ExperimentalSqlDataset',
  },
  {
    verdict: 'dangerous',
    why: 'talks to other machines',
    operations: `RpcServer RpcServerStart RpcServerRegister RpcClient RpcCall DataServiceDataset
      DataServiceDatasetV2 DataServiceDatasetV3 DataServiceDatasetV4 RegisterDataset
      RegisterDatasetV2 FileSystemSetConfiguration`,
  },
  {
    verdict: 'unknown',
    why: 'prints, perhaps into a file',
    operations: 'PrintV2',
  },
  {
    verdict: 'unknown',
    why: 'runs a graph that is written in a value, where nobody sees it',
    operations: 'DatasetFromGraph RemoteCall',
  },
]

const judgements: ReadonlyMap<string, Judgement> = new Map(
  groups.flatMap(({ operations, ...judgement }) =>
    operations.split(/\s+/).map((operation): [string, Judgement] => [operation, judgement]),
  ),
)

/** They read a vocabulary: one of the model's assets, where it has any. */
const tables = new Set(['InitializeTableFromTextFile', 'InitializeTableFromTextFileV2'])

/**
 * What is to be said of an operation; undefined for one that only computes, and for the saving and
 * restoring of variables, which every SavedModel has.
 */
export function judgeOperation(operation: string, hasAssets: boolean): Judgement | undefined {
  if (!tables.has(operation)) return judgements.get(operation)
  return hasAssets
    ? { verdict: 'known', why: "reads a table from one of the model's files" }
    : { verdict: 'dangerous', why: 'reads any file of the server' }
}

/** Libraries whose operations TensorFlow only knows once they are imported, by how those are called. */
const libraries: readonly (readonly [RegExp, string])[] = [
  [/^SimpleML/, 'tensorflow_decision_forests'],
  [/^Addons>/, 'tensorflow_addons'],
  [
    /^(TFText>|Sentencepiece|NormalizeUTF8|CaseFoldUTF8$|RegexSplitWithOffsets$|SentenceFragments)|TokenizeWithOffsets(V\d)?$/,
    'tensorflow_text',
  ],
]

/** The package that an operation comes from, where that is not TensorFlow itself. */
export const libraryOf = (operation: string): string | undefined =>
  libraries.find(([names]) => names.test(operation))?.[1]
