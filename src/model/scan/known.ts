/**
 * What of Python itself honest models hold: types of data and pure functions, which do nothing but
 * give back a value. Each was looked at for what it does with arguments that an attacker chooses.
 *
 * Source: the Python library reference and the `__reduce__` methods of CPython's own types.
 */
import type { Rule } from './rules.ts'

export const knownOfPython: readonly Rule[] = [
  {
    why: "one of Python's own types of data",
    names: {
      builtins: `object type bool int long float complex str unicode basestring bytes bytearray
        list tuple dict set frozenset slice range xrange buffer Ellipsis NotImplemented None True
        False NoneType property staticmethod classmethod`,
      collections: 'OrderedDict defaultdict deque Counter ChainMap UserDict UserList UserString',
      'collections.abc': 'Mapping MutableMapping Sequence MutableSequence Set Hashable Callable',
      datetime: 'date datetime time timedelta timezone tzinfo UTC',
      time: 'struct_time',
      decimal: 'Decimal Context',
      fractions: 'Fraction',
      numbers: 'Number Complex Real Rational Integral',
      uuid: 'UUID SafeUUID',
      enum: 'Enum IntEnum StrEnum Flag IntFlag EnumMeta EnumType auto',
      abc: 'ABC ABCMeta',
      array: 'array _array_reconstructor',
      ipaddress: 'IPv4Address IPv6Address IPv4Network IPv6Network',
      random: 'Random',
      types: 'SimpleNamespace MappingProxyType NoneType EllipsisType GenericAlias Union',
      typing: `Any Union Optional List Dict Tuple Set Callable TypeVar Generic Literal NamedTuple
        Sequence Iterable Mapping Type Protocol`,
      weakref: 'WeakSet WeakKeyDictionary WeakValueDictionary',
      _weakrefset: 'WeakSet',
      io: 'BytesIO StringIO',
      pathlib: `Path PurePath PosixPath PurePosixPath WindowsPath PureWindowsPath`,
      'pathlib._local': `Path PurePath PosixPath PurePosixPath WindowsPath PureWindowsPath`,
      zoneinfo: 'ZoneInfo ZoneInfo._unpickle',
      logging: 'getLogger Logger RootLogger',
      dataclasses: 'Field _MISSING_TYPE _FIELD_BASE _HAS_DEFAULT_FACTORY_CLASS',
      re: '_compile compile Pattern',
    },
  },
  {
    why: "one of Python's own exceptions",
    names: {
      builtins: `Exception BaseException ArithmeticError AssertionError AttributeError IndexError
        KeyError LookupError NotImplementedError OverflowError RuntimeError StopIteration
        TypeError ValueError ZeroDivisionError Warning UserWarning RuntimeWarning FutureWarning
        DeprecationWarning UnicodeError UnicodeDecodeError UnicodeEncodeError`,
    },
  },
  {
    why: 'a pure function of Python',
    names: {
      builtins: `abs all any ascii bin callable chr unichr divmod enumerate format hash hex id
        isinstance issubclass iter len max min next oct ord pow repr reversed round sorted sum zip
        str.lower str.upper str.title str.strip str.split str.casefold str.maketrans dict.fromkeys
        bytes.fromhex float.fromhex`,
      math: `ceil copysign cos cosh degrees erf erfc exp expm1 fabs factorial floor fmod gamma hypot
        isfinite isinf isnan ldexp lgamma log log10 log1p log2 pow radians sin sinh sqrt tan tanh
        trunc acos asin atan atan2 fsum prod comb`,
      operator: `abs add and_ concat contains eq floordiv ge gt index inv invert is_ is_not le lshift
        lt matmul mod mul ne neg not_ or_ pos pow rshift sub truediv truth xor countOf`,
      itertools: `count cycle repeat chain chain.from_iterable product permutations combinations
        islice compress zip_longest izip`,
      statistics: 'mean median mode stdev variance NormalDist',
      copy: 'copy deepcopy',
    },
  },
  {
    why: 'a part of how Python pickles',
    names: {
      copyreg: '_reconstructor __newobj__ __newobj_ex__',
      codecs: 'encode',
      functools: 'partial',
    },
  },
]

/** Not data alone: what it does depends on what it is given, which a list of names cannot tell. */
export const dependsOnUse: readonly Rule[] = [
  {
    why: 'takes items out of what it is given, which need not be data',
    names: { operator: 'itemgetter getitem' },
  },
  {
    why: 'calls a function that it is given',
    names: {
      builtins: 'map filter reduce',
      functools: 'reduce partialmethod lru_cache cmp_to_key wraps update_wrapper',
      itertools: 'starmap accumulate groupby takewhile dropwhile filterfalse imap ifilter',
    },
  },
  {
    why: 'a function or class that was saved by value, as cloudpickle and dill do: its code is in the file, and runs when the model is used',
    names: {
      'cloudpickle.cloudpickle': `_make_function _make_skel_func _fill_function _function_setstate
        _class_setstate _make_cell _make_empty_cell _cell_set _make_skeleton_class
        _make_skeleton_enum _rehydrate_skeleton_class _make_dict_items _make_dict_keys
        _make_dict_values _make_typevar _builtin_type _get_bases _create_parametrized_type_hint
        _gen_ellipsis _gen_not_implemented _empty_cell_value _set_cell_contents
        _lookup_class_or_track _modules_to_main`,
      'dill._dill': `_create_function _create_code _create_type _create_cell _create_ftype
        _create_array _create_ndarray _create_namedtuple _create_dtypemeta _load_type
        _create_weakref _create_weakproxy _create_lock _create_rlock _setattr _setitems _delattr
        CELL_EMPTY _dictproxy_helper`,
      // What dill writes for the variables of the script: only its own unpickler knows it.
      builtins: '__main__',
    },
  },
  {
    why: 'imports a module by its name, as functions that were saved by value do',
    names: {
      'cloudpickle.cloudpickle': 'subimport dynamic_subimport _dynamic_module',
    },
  },
  {
    why: 'runs a text of its own state as code when it is loaded, as every distribution of SciPy does',
    names: {
      'scipy.stats._continuous_distns': '*_gen rv_histogram',
      'scipy.stats._discrete_distns': '*_gen',
      'scipy.stats._distn_infrastructure': 'rv_generic rv_continuous rv_discrete rv_sample',
    },
  },
  {
    why: 'loads an array from another file beside it, in which a pickle may be hidden',
    names: {
      'joblib.numpy_pickle': 'NDArrayWrapper ZNDArrayWrapper',
      'joblib.numpy_pickle_compat': 'NDArrayWrapper ZNDArrayWrapper',
    },
  },
  {
    why: 'keeps results in a folder, from which it unpickles them',
    names: {
      'joblib.memory': 'Memory MemorizedFunc NotMemorizedFunc',
      'joblib._store_backends': 'FileSystemStoreBackend',
      'joblib.logger': 'Logger',
    },
  },
  {
    why: 'was defined in the script that saved the model, so what it does is not known',
    modules: '__main__ __mp_main__ __parents_main__',
  },
]
