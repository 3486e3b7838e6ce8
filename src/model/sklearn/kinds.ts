/**
 * What an estimator is and whether it offers probabilities, by its class and its parameters.
 * Source: the classes of scikit-learn 1.2 to 1.9, by their mixins (`sklearn.utils.all_estimators`)
 * and the conditions of their `predict_proba`.
 */
import { attributeOf, type Value } from '../pickle/values.ts'
import { boosterOf } from './boosters.ts'
import { answering, membersOf, typeOf, wrappedIn } from './parts.ts'

export type Kind = 'classifier' | 'regressor' | 'clusterer' | 'outliers' | 'transformer' | 'none'

/** What the class of an estimator that answers by itself is for. */
export function kindOf(value: Value): Kind {
  const type = typeOf(value)
  if (kinds.has(type)) return kinds.get(type) ?? 'none'
  if (/Classifier(CV)?$|NB$|^SVC$|^NuSVC$|^LinearSVC$/.test(type)) return 'classifier'
  if (
    /Regress(or|ion)(CV)?$|Ranker$|SVR$|(Lasso|ElasticNet|Ridge|Lars|Pursuit|LarsIC)(CV)?$/.test(
      type,
    )
  )
    return 'regressor'
  return attributeOf(value, 'classes_') === undefined ? 'transformer' : 'classifier'
}

const kinds = new Map<string, Kind>([
  ...named('classifier', 'LogisticRegression LogisticRegressionCV Perceptron NearestCentroid'),
  ...named('classifier', 'LabelPropagation LabelSpreading ClassifierChain'),
  ...named('classifier', 'LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis'),
  ...named('regressor', 'RegressorChain CCA PLSCanonical'),
  ...named('clusterer', 'KMeans MiniBatchKMeans BisectingKMeans MeanShift AffinityPropagation'),
  ...named('clusterer', 'Birch GaussianMixture BayesianGaussianMixture'),
  ...named('outliers', 'IsolationForest OneClassSVM SGDOneClassSVM EllipticEnvelope'),
  ...named('outliers', 'LocalOutlierFactor'),
  // These have no method that takes new rows.
  ...named('none', 'AgglomerativeClustering DBSCAN HDBSCAN OPTICS SpectralClustering'),
  ...named('none', 'SpectralBiclustering SpectralCoclustering MDS TSNE SpectralEmbedding'),
  ...named('none', 'ClassicalMDS NearestNeighbors'),
  ...named('transformer', 'LabelEncoder LabelBinarizer MultiLabelBinarizer TargetEncoder'),
])

function named(kind: Kind, types: string): readonly (readonly [string, Kind])[] {
  return types.split(' ').map((type) => [type, kind])
}

/** Whether it has a `predict_proba`; false when that is not sure. */
export function hasProbabilities(value: Value, depth = 0): boolean {
  const estimator = answering(value)
  const type = typeOf(estimator)
  const inner = wrappedIn(estimator)
  switch (type) {
    case 'SVC':
    case 'NuSVC':
      return attributeOf(estimator, 'probability') === true
    case 'SGDClassifier':
      return ['log', 'log_loss', 'modified_huber'].includes(textOf(estimator, 'loss'))
    case 'VotingClassifier':
      return textOf(estimator, 'voting') === 'soft' && allHave(membersOf(estimator), depth)
    case 'StackingClassifier':
      return allHave([attributeOf(estimator, 'final_estimator_')], depth)
    case 'OneVsRestClassifier':
      return allHave([inner], depth)
    case 'LGBMClassifier':
    case 'CatBoostClassifier':
      // One class against the others each: those probabilities have no sum.
      return !/ova$|OneVsAll$/i.test(boosterOf(estimator)?.objective ?? '')
    default:
      return always.has(type)
  }
}

const allHave = (members: readonly (Value | undefined)[], depth: number): boolean =>
  depth < 4 &&
  members.length > 0 &&
  members.every((member) => member !== undefined && hasProbabilities(member, depth + 1))

function textOf(value: Value, name: string): string {
  const text = attributeOf(value, name)
  return typeof text === 'string' ? text : ''
}

const always: ReadonlySet<string> = new Set(
  `AdaBoostClassifier BaggingClassifier BernoulliNB CalibratedClassifierCV CategoricalNB ComplementNB
  DecisionTreeClassifier DummyClassifier ExtraTreeClassifier ExtraTreesClassifier GaussianNB
  GaussianProcessClassifier GradientBoostingClassifier HistGradientBoostingClassifier
  KNeighborsClassifier LabelPropagation LabelSpreading LinearDiscriminantAnalysis LogisticRegression
  LogisticRegressionCV MLPClassifier MultinomialNB QuadraticDiscriminantAnalysis
  RadiusNeighborsClassifier RandomForestClassifier GaussianMixture BayesianGaussianMixture
  XGBClassifier XGBRFClassifier`.split(/\s+/),
)
