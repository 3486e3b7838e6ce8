/** How much of a pickle is kept in memory, so that one of 2 GiB takes no more than one of 2 MiB. */
export const limits = {
  /** Bytes, texts and lines up to this size are kept, in bytes. */
  piece: 64 << 10,
  /** Items of a list, tuple or set: the names of the columns are such. */
  items: 10_000,
  /** Entries of a dict: the state of an object, or the tensors of a network. */
  entries: 10_000,
  /** Values on the stack at once: a tuple of so many items is the largest that is followed. */
  stack: 1 << 20,
  /** Values in the memo. */
  memo: 1 << 17,
  /** Values in the memo beyond that, of the kinds that the rest of the pickle depends on. */
  lateMemo: 100_000,
  /** Different names that are imported. */
  globals: 100_000,
  /** Oddities that are reported. */
  oddities: 1_000,
  /** Text in the memo, in characters. */
  memoText: 16 << 20,
  /** Everything in containers, about in bytes. */
  containers: 64 << 20,
  /** What goes into dicts after that is full: the facts of a model stand at its end. */
  lateEntries: 8 << 20,
  /** What is in containers that are made after that is full, until they are emptied. */
  lateContainers: 8 << 20,
  /** Axes of an array. NumPy 2 allows 64. */
  axes: 64,
} as const
