/**
 * What of the frameworks honest models hold: their estimators, arrays and what rebuilds those.
 * In the packages of `classesOf` every class is meant, since frameworks add new ones all the time;
 * functions are listed one by one.
 *
 * Source: what `pickle` and `joblib` write for models of scikit-learn 0.24 to 1.9, NumPy 1.19 to
 * 2.5, pandas 1.2 to 3, SciPy, XGBoost, LightGBM, CatBoost and PyTorch, and the `__reduce__`
 * methods in their sources.
 */
import type { Rule } from './rules.ts'

export const knownOfPackages: readonly Rule[] = [
  {
    why: 'a part of a scikit-learn model',
    classesOf: `sklearn._loss sklearn.base sklearn.calibration sklearn.cluster sklearn.compose
      sklearn.covariance sklearn.cross_decomposition sklearn.decomposition
      sklearn.discriminant_analysis sklearn.dummy sklearn.ensemble sklearn.feature_extraction
      sklearn.feature_selection sklearn.frozen sklearn.gaussian_process sklearn.impute
      sklearn.isotonic sklearn.kernel_approximation sklearn.kernel_ridge sklearn.linear_model
      sklearn.manifold sklearn.metrics sklearn.mixture sklearn.model_selection sklearn.multiclass
      sklearn.multioutput sklearn.naive_bayes sklearn.neighbors sklearn.neural_network
      sklearn.pipeline sklearn.preprocessing sklearn.random_projection sklearn.semi_supervised
      sklearn.svm sklearn.tree _loss _dist_metrics imblearn category_encoders feature_engine`,
    names: {
      'sklearn.utils': 'Bunch',
      'sklearn.utils._bunch': 'Bunch',
      'sklearn.utils.metadata_routing': 'MetadataRequest MethodMetadataRequest MetadataRouter',
      'sklearn.utils._metadata_requests': `MetadataRequest MethodMetadataRequest MetadataRouter
        MethodMapping`,
      'sklearn.utils._random': 'DEFAULT_SEED',
      'sklearn.utils.validation': 'check_array',
      'sklearn.compose._column_transformer': 'make_column_selector',
      'sklearn.utils._sorting': 'simultaneous_sort',
      'sklearn.preprocessing._function_transformer': '_identity',
      'sklearn.preprocessing._data': `normalize scale minmax_scale maxabs_scale robust_scale
        binarize quantile_transform power_transform add_dummy_feature`,
      'sklearn.feature_selection._univariate_selection': `f_classif f_regression chi2 f_oneway
        r_regression`,
      'sklearn.feature_selection.univariate_selection': 'f_classif f_regression chi2 f_oneway',
      'sklearn.feature_selection._mutual_info': 'mutual_info_classif mutual_info_regression',
      'sklearn.feature_selection.mutual_info_': 'mutual_info_classif mutual_info_regression',
      'sklearn.cluster._kmeans': '_kmeans_single_lloyd _kmeans_single_elkan',
      'sklearn.decomposition._fastica': '_logcosh _exp _cube',
      'sklearn.feature_extraction.text': `strip_accents_unicode strip_accents_ascii strip_tags
        _preprocess _analyze`,
      'sklearn.linear_model._logistic': '_logistic_regression_path',
      'sklearn.metrics._scorer': '_passthrough_scorer',
      'sklearn.metrics.scorer': '_passthrough_scorer',
      'sklearn.metrics._classification': `accuracy_score f1_score fbeta_score precision_score
        recall_score log_loss balanced_accuracy_score matthews_corrcoef cohen_kappa_score
        jaccard_score zero_one_loss hamming_loss brier_score_loss hinge_loss`,
      'sklearn.metrics._ranking': `roc_auc_score average_precision_score ndcg_score dcg_score
        top_k_accuracy_score label_ranking_average_precision_score coverage_error`,
      'sklearn.metrics._regression': `r2_score mean_squared_error mean_absolute_error
        median_absolute_error max_error mean_squared_log_error explained_variance_score
        mean_absolute_percentage_error root_mean_squared_error root_mean_squared_log_error
        mean_poisson_deviance mean_gamma_deviance mean_tweedie_deviance d2_tweedie_score`,
      'sklearn.metrics.pairwise': `rbf_kernel linear_kernel polynomial_kernel sigmoid_kernel
        cosine_similarity laplacian_kernel chi2_kernel euclidean_distances cosine_distances
        manhattan_distances haversine_distances nan_euclidean_distances`,
      'sklearn.metrics._dist_metrics': 'newObj',
      'sklearn.neighbors._dist_metrics': 'newObj',
      'sklearn.neighbors.dist_metrics': 'newObj',
      'sklearn.neighbors._kd_tree': 'newObj',
      'sklearn.neighbors.kd_tree': 'newObj',
      'sklearn.neighbors._ball_tree': 'newObj',
      'sklearn.neighbors.ball_tree': 'newObj',
    },
  },
  {
    why: 'a part of a NumPy array or random state',
    classesOf: 'numpy.dtypes numpy.polynomial numpy.exceptions',
    names: {
      numpy: `dtype ndarray generic number integer signedinteger unsignedinteger inexact floating
        bool bool_ int8 int16 int32 int64 intc intp int_ longlong uint8 uint16 uint32 uint64 uintc
        uintp uint ulonglong float16 float32 float64 float_ half single double longdouble float128
        complex64 complex128 complex256 csingle cdouble clongdouble complexfloating object_ str_
        bytes_ string_ unicode_ void datetime64 timedelta64 flexible character matrix recarray
        record ufunc poly1d nan inf broadcast`,
      'numpy.core.multiarray': '_reconstruct scalar ndarray dtype',
      'numpy.core.numeric': '_frombuffer ComplexWarning',
      'numpy.core.records': 'recarray record',
      'numpy.core._exceptions': '_UFuncNoLoopError',
      'numpy.rec': 'recarray record',
      'numpy.ma': 'MaskedArray',
      'numpy.ma.core': '_mareconstruct MaskedArray MaskedConstant mvoid',
      'numpy.matrixlib.defmatrix': 'matrix',
      'numpy.random': 'RandomState Generator',
      'numpy.random._pickle': '__randomstate_ctor __generator_ctor __bit_generator_ctor',
      'numpy.random.mtrand': 'RandomState _rand',
      'numpy.random._generator': 'Generator',
      'numpy.random._mt19937': 'MT19937',
      'numpy.random._pcg64': 'PCG64 PCG64DXSM',
      'numpy.random._philox': 'Philox',
      'numpy.random._sfc64': 'SFC64',
      'numpy.random.bit_generator': 'SeedSequence __pyx_unpickle_SeedSequence',
      'numpy.random._bit_generator': 'SeedSequence',
      'joblib.numpy_pickle': 'NumpyArrayWrapper',
    },
  },
  {
    why: 'a pure function of NumPy or SciPy',
    names: {
      numpy: `abs absolute add all any amax amin arccos arcsin arctan arctan2 arcsinh arctanh argmax
        argmin argsort array around asarray cbrt ceil clip concatenate copy cos cosh cumsum
        deg2rad diff divide dot equal exp exp2 expm1 fabs floor fmax fmin greater hstack isfinite
        isinf isnan less log log10 log1p log2 logaddexp logical_and logical_not logical_or max
        maximum mean median min minimum multiply nan_to_num nanmax nanmean nanmedian nanmin
        nanstd nansum negative ones ones_like percentile power prod quantile rad2deg ravel
        reciprocal reshape rint round sign sin sinh sqrt square squeeze std subtract sum tan tanh
        transpose true_divide trunc unique var vstack where zeros zeros_like asfarray`,
      'numpy.core.fromnumeric': 'mean sum std var min max amin amax prod ravel reshape',
      'scipy.special': 'expit logit boxcox1p xlogy gammaln erf',
      'scipy.special._ufuncs': 'expit logit boxcox boxcox1p inv_boxcox xlogy gammaln erf',
      'scipy.special._basic': 'inv_boxcox',
      'scipy.special._logsumexp': 'softmax logsumexp',
      'scipy.stats._morestats': 'boxcox yeojohnson',
      'scipy.stats': 'boxcox yeojohnson',
    },
  },
  {
    why: 'a part of SciPy: a sparse array, a spline or a distribution',
    classesOf: `scipy.interpolate scipy.spatial.transform scipy.stats._kde
      scipy.stats._multivariate scipy.optimize._optimize scipy.spatial._kdtree`,
    names: {
      ...Object.fromEntries(
        ['csr', 'csc', 'coo', 'lil', 'dok', 'dia', 'bsr'].flatMap((layout) => [
          [`scipy.sparse.${layout}`, `${layout}_matrix`],
          [`scipy.sparse._${layout}`, `${layout}_matrix ${layout}_array`],
        ]),
      ),
      'scipy.sparse._base': 'sparray spmatrix',
      'scipy.sparse._matrix': 'spmatrix',
      'scipy.interpolate.interpolate': 'interp1d',
      'scipy.interpolate._interpolate': 'interp1d interp2d',
      'scipy.spatial._ckdtree': 'cKDTree cKDTreeNode',
      'scipy.spatial.ckdtree': 'cKDTree cKDTreeNode',
      'scipy.stats._distn_infrastructure': 'rv_frozen rv_continuous_frozen rv_discrete_frozen',
      'scipy.stats.kde': 'gaussian_kde',
      'scipy.stats._kde': 'gaussian_kde',
    },
  },
]
