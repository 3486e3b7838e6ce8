/**
 * What honest models hold of pandas, the boosters and PyTorch. See known-packages.ts, which this
 * continues, for what is listed and where it comes from.
 */
import type { Rule } from './rules.ts'

export const knownOfModels: readonly Rule[] = [
  {
    why: 'a part of a pandas table',
    classesOf: `pandas.core.indexes pandas.core.arrays pandas.core.internals pandas.core.dtypes
      pandas.arrays
      pandas._libs.tslibs pandas._libs.interval pandas._libs.sparse`,
    names: {
      pandas: `DataFrame Series Index RangeIndex MultiIndex DatetimeIndex TimedeltaIndex PeriodIndex
        IntervalIndex CategoricalIndex Timestamp Timedelta Period Interval Categorical NA NaT
        CategoricalDtype DatetimeTZDtype PeriodDtype IntervalDtype SparseDtype StringDtype
        BooleanDtype Int8Dtype Int16Dtype Int32Dtype Int64Dtype UInt8Dtype UInt16Dtype
        UInt32Dtype UInt64Dtype Float32Dtype Float64Dtype ArrowDtype`,
      'pandas.core.frame': 'DataFrame',
      'pandas.core.series': 'Series',
      'pandas.core.indexes.base': '_new_Index',
      'pandas.core.indexes.datetimes': '_new_DatetimeIndex',
      'pandas.core.indexes.period': '_new_PeriodIndex',
      'pandas.core.internals.blocks': 'new_block make_block',
      'pandas.core.flags': 'Flags',
      'pandas._libs.missing': 'NAType NA',
      'pandas._libs.internals': '_unpickle_block BlockPlacement BlockValuesRefs',
      'pandas._libs.arrays': '__pyx_unpickle_NDArrayBacked NDArrayBacked',
      'pandas._libs.tslibs.timestamps': '_unpickle_timestamp',
      'pandas._libs.tslibs.timedeltas': '_timedelta_unpickle',
      'pandas._libs.tslibs.nattype': '_nat_unpickle __nat_unpickle',
      'pandas._libs.tslibs.offsets': '_get_offset',
      'pandas._libs.tslibs.period': '_period_unpickle',
    },
  },
  {
    why: 'a time zone',
    names: {
      pytz: '_UTC _p timezone UTC',
      'pytz.tzinfo': 'StaticTzInfo DstTzInfo',
      'dateutil.tz.tz': 'tzutc tzlocal tzoffset',
      'dateutil.tz': 'tzutc tzlocal tzoffset',
      'dateutil.relativedelta': 'relativedelta',
    },
  },
  {
    why: 'a part of an XGBoost model',
    classesOf: 'xgboost.sklearn',
    names: { 'xgboost.core': 'Booster', xgboost: 'Booster', 'xgboost.callback': 'EarlyStopping' },
  },
  {
    why: 'a part of a LightGBM model',
    classesOf: 'lightgbm.sklearn',
    names: {
      'lightgbm.basic': 'Booster',
      lightgbm: 'Booster',
      'lightgbm.compat': '_LGBMLabelEncoder',
    },
  },
  {
    why: 'a part of a CatBoost model',
    names: {
      catboost: 'CatBoost CatBoostClassifier CatBoostRegressor CatBoostRanker',
      'catboost.core': 'CatBoost CatBoostClassifier CatBoostRegressor CatBoostRanker _CatBoostBase',
      _catboost: '_CatBoost',
    },
  },
  {
    why: 'a part of a PyTorch tensor',
    names: {
      torch: `Tensor Size device dtype Generator
        float float16 float32 float64 half double bfloat16 int int8 int16 int32 int64 short long
        uint8 uint16 uint32 uint64 bool complex32 complex64 complex128 cfloat cdouble qint8 quint8
        qint32 quint4x2 quint2x4 float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz
        strided sparse_coo sparse_csr sparse_csc sparse_bsr sparse_bsc contiguous_format
        preserve_format channels_last channels_last_3d per_tensor_affine per_channel_affine
        per_tensor_symmetric per_channel_symmetric
        ByteStorage CharStorage ShortStorage IntStorage LongStorage HalfStorage FloatStorage
        DoubleStorage BoolStorage BFloat16Storage ComplexFloatStorage ComplexDoubleStorage
        QInt8Storage QUInt8Storage QInt32Storage QUInt4x2Storage QUInt2x4Storage
        UntypedStorage TypedStorage`,
      'torch.storage': 'UntypedStorage TypedStorage _TypedStorage _UntypedStorage',
      'torch._utils': `_rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_parameter
        _rebuild_parameter_with_state _rebuild_qtensor _rebuild_sparse_tensor
        _rebuild_sparse_csr_tensor _rebuild_meta_tensor_no_storage _rebuild_device_tensor_from_numpy
        _rebuild_device_tensor_from_cpu_tensor _rebuild_nested_tensor _rebuild_wrapper_subclass
        _rebuild_xla_tensor`,
      'torch._tensor': '_rebuild_from_type_v2 _rebuild_from_type Tensor',
      'torch.nn.parameter': 'Parameter Buffer UninitializedParameter UninitializedBuffer',
      'torch.cuda': `ByteStorage CharStorage ShortStorage IntStorage LongStorage HalfStorage
        FloatStorage DoubleStorage BoolStorage BFloat16Storage ByteTensor FloatTensor LongTensor`,
      'torch.serialization': '_get_layout',
    },
  },
  {
    why: 'a layer of a PyTorch network',
    classesOf: `torch.nn.modules torch.optim torch.distributions torchvision.models torchvision.ops
      torchvision.transforms`,
    names: {
      'torch.nn.functional': `relu relu6 gelu silu mish elu selu leaky_relu softmax log_softmax
        softplus softsign tanh sigmoid hardtanh hardswish hardsigmoid`,
      'torch._C._nn': 'gelu silu mish elu leaky_relu softplus hardtanh',
    },
  },
]

/** Known as long as they are made empty: what they are given may be the path of a file, or an address. */
export const knownWhenEmpty: readonly Rule[] = [
  {
    why: 'reads the file that it is given',
    names: {
      xgboost: 'Booster',
      'xgboost.core': 'Booster',
      lightgbm: 'Booster',
      'lightgbm.basic': 'Booster',
    },
  },
]
