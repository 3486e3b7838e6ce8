/**
 * Packages that a model may need beside its framework and whose version no file records: the newest
 * on PyPI when this was written, where any version loads what any other saved. A package whose
 * versions follow those of scikit-learn (imbalanced-learn, category-encoders) is not here: a guess
 * would load today and predict otherwise tomorrow.
 */
export const companions: Readonly<Record<string, string>> = {
  // Unpacks what joblib.dump(compress='lz4') wrote; a frame format with one version.
  lz4: '4.4.5',
  // What they save by value is rebuilt by the Python that saved it, whichever release reads it.
  cloudpickle: '3.1.2',
  dill: '0.4.1',
}
