/** Which Python and which companions a model of each scikit-learn version is served with. */

/** The companions of a range of scikit-learn versions, exactly pinned. */
export interface SklearnRow {
  /** The first version of the range; it reaches to the next row's. */
  readonly from: string
  /** The newest version of its minor when the row was written: what `1.5` alone stands for. */
  readonly newest: string
  readonly python: string
  readonly packages: Readonly<Record<string, string>>
}

/** Newest first. */
export const sklearnVersions: readonly SklearnRow[] = [
  {
    from: '1.9.0',
    newest: '1.9.1',
    python: '3.12',
    packages: {
      numpy: '2.5.5',
      scipy: '1.18.1',
      joblib: '1.6.0',
      threadpoolctl: '3.8.0',
      narwhals: '2.29.0',
      pandas: '3.1.1',
    },
  },
]
