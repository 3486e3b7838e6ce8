/**
 * What of other packages a hostile pickle makes use of: the frameworks' own loaders of files,
 * evaluators of text and compilers first, since their names look harmless in a model.
 *
 * Sources: each package's API reference and source, and the published advisories on scanners of
 * pickles (GitHub Advisory Database: picklescan, modelscan, fickling).
 */
import type { Rule } from './rules.ts'

export const dangerousOfPackages: readonly Rule[] = [
  {
    why: 'belongs to what loads and saves pickles, and is no part of a model',
    modules: 'joblib cloudpickle dill',
  },
  {
    why: 'unpickles what is hidden in a value or another file, where no scan sees it',
    modules: `torch.serialization torch.package torch.utils.show_pickle
      torch.utils._config_module torch.utils.data.datapipes pandas.io.pickle
      pandas.compat.pickle_compat compress_pickle hickle klepto jsonpickle skops
      xgboost.collective xgboost.tracker xgboost._c_api`,
    names: {
      'xgboost.spark.core': '_SparkXGBSharedReadWrite',
      'lightgbm.dask': '_RemoteSocket',
      torch: 'load save',
      'torch.storage': '_load_from_bytes UntypedStorage.from_file TypedStorage.from_file',
      'torch.distributed.rpc.internal': '_InternalRPCPickler deserialize',
      pandas: 'read_pickle read_hdf to_pickle HDFStore',
      'pandas.core.generic': 'NDFrame.to_pickle',
      numpy: 'load loads safe_eval',
      'numpy.core._methods': '_dump _dumps',
      'scipy.sparse': 'load_npz save_npz',
      'scipy.sparse._matrix_io': 'load_npz save_npz',
      'numpy.core.multiarray': '_load_from_filelike',
      'numpy.ma.core': 'load loads fromfile',
      'keras.saving.pickle_utils': 'deserialize_model_from_bytecode',
    },
  },
  {
    why: 'runs text as Python code',
    modules: `numpy.f2py numpy.testing numpy.distutils numpy.compat numpy._pytesttester
      numpy.lib.utils numpy.lib._utils_impl numpy.lib.introspect pandas.util pandas.core.apply
      scipy._lib.decorator decorator keras.saving tensorflow.python.ops.script_ops
      pandas.core.computation
      scipy._lib._testutils scipy.weave sympy.parsing sympy.core.sympify sympy.utilities.lambdify
      patsy IPython ipykernel jupyter_client pytest _pytest nose py hypothesis doctest2
      jinja2 mako chameleon RestrictedPython asteval simpleeval numexpr numba llvmlite Cython
      scipy._external scipy._lib._bunch scipy.optimize._nonlin scipy.special._ufunc_tools
      scipy._lib.array_api_compat pyximport torch.jit torch._inductor torch._dynamo torch.fx torch.testing torch.compiler
      torch.utils.bottleneck torch.utils.cpp_extension torch.utils.collect_env torch.utils.hipify
      torch.utils.benchmark sklearn.utils._testing sklearn.utils.estimator_checks sklearn.conftest
      sklearn.externals sklearn._build_utils scipy.conftest pandas.conftest pandas.testing`,
    names: {
      torch: 'compile library classes ops hub jit',
      pandas: 'eval test',
      'pandas.core.frame': 'DataFrame.eval DataFrame.query DataFrame.apply DataFrame.pipe',
      'pandas.core.generic': 'NDFrame.pipe',
      'pandas.core.series': 'Series.apply Series.pipe',
      sympy: 'sympify S lambdify parse_expr',
      'numpy.lib.utils': 'safe_eval',
      'keras.layers': 'Lambda',
      'keras.layers.core.lambda_layer': 'Lambda',
      'keras.utils.python_utils': 'func_load',
      'keras.utils.generic_utils': 'func_load',
      'keras.saving': 'deserialize_keras_object load_model',
    },
  },
  {
    why: 'imports anything by a name that is only a text in the file',
    names: {
      'numpy.core': '_ufunc_reconstruct',
      'dill._dill': '_import_module _getattribute _get_attr _eval_repr _locate_function',
      'pandas.compat._optional': 'import_optional_dependency',
      'joblib.func_inspect': 'get_func_code',
      'numpy.core.function_base': 'add_newdoc',
      'sklearn.utils._set_output': 'check_library_installed',
      'scipy.optimize._optimize': 'show_options',
      'sklearn.utils.discovery': 'all_estimators all_functions all_displays',
      'hydra.utils': 'instantiate call get_class get_method get_object',
      'hydra._internal.utils': '_locate',
      yaml: 'load load_all full_load unsafe_load unsafe_load_all UnsafeLoader FullLoader Loader',
      'yaml.constructor': 'UnsafeConstructor FullConstructor Constructor',
    },
    modules: `scipy._lib._uarray scipy._lib.uarray scipy._lib.deprecation uarray lazy_loader
      django.utils.module_loading hydra._internal pandas.plotting`,
  },
  {
    why: 'runs commands of the operating system',
    modules: `pexpect ptyprocess sh plumbum invoke fabric paramiko psutil joblib.externals.loky
      joblib.parallel joblib._parallel_backends joblib.pool joblib.executor joblib.disk
      torch.distributed torch.multiprocessing git nltk.internals nltk.app
      numpy.distutils.exec_command scipy._lib._ccallback`,
    names: {
      joblib: 'Parallel delayed parallel_backend parallel_config register_parallel_backend',
      nltk: 'download',
    },
  },
  {
    why: 'calls into machine code',
    modules: 'numpy.ctypeslib cffi _cffi_backend cython pyopencl pycuda cupy.cuda torch._C',
    names: {
      'tensorflow.python.framework.load_library':
        'load_op_library load_library load_pluggable_device_library',
      tensorflow: 'load_library load_op_library py_function numpy_function io saved_model',
      torch: '_ops _C',
      'torch._ops': '_Ops _Classes',
    },
  },
  {
    why: 'belongs to the server that answers for the model, or to what that stands on, and is no part of a model',
    modules: `six threadpoolctl click flask flask_cors werkzeug gunicorn jinja2 markupsafe itsdangerous
      blinker pydantic.utils pydantic.v1 pydantic.deprecated pydantic._internal pydantic.types
      pydantic_settings dotenv wrapt cryptography jwt msal
      msal_extensions msrest isodate oauthlib requests_oauthlib azure opentelemetry opencensus
      azureml_inference_server_http inference_schema importlib_metadata zipp
      pycparser deprecated waitress`,
  },
  {
    why: 'opens a connection to the network',
    modules: `requests aiohttp httpx urllib3 httplib2 websocket websockets pycurl tornado twisted
      gevent eventlet zmq grpc boto3 botocore smart_open fsspec s3fs gcsfs adlfs huggingface_hub
      torch.hub torch.utils.model_zoo
      sklearn.datasets wget flask fastapi uvicorn pandas.io.clipboard nltk.data nltk.downloader
      torchvision.datasets pymongo redis sqlalchemy MySQLdb psycopg2`,
  },
  {
    why: 'reads or writes any file',
    modules: `pandas.io numpy.lib.npyio numpy.lib._npyio_impl numpy.lib.format
      numpy.lib._format_impl numpy.ma.mrecords sklearn.utils._repr_html scipy.odr
      numpy.lib._datasource numpy.DataSource scipy.io scipy.datasets h5py tables openpyxl
      sklearn.utils._show_versions tensorflow.python.lib tensorflow.python.platform tensorflow.python.ops.gen_io_ops
      tensorflow.python.ops.io_ops tensorflow.python.saved_model keras.utils.file_utils
      torch.onnx aiofiles py7zr`,
    names: {
      'xgboost.core': 'DMatrix QuantileDMatrix',
      'lightgbm.sklearn': 'Dataset',
      'lightgbm.basic': 'Dataset _InnerPredictor _dump_pandas_categorical _load_pandas_categorical',
      'lightgbm.engine': 'cv train',
      'sklearn.tree': 'export_graphviz',
      'sklearn.tree._export': 'export_graphviz',
      'dateutil.tz': 'tzfile tzical gettz',
      'dateutil.tz.tz': 'tzfile tzical gettz',
      'dateutil.tz._tzfile': 'tzfile',
      pytz: 'open_resource resource_exists',
      torch: 'from_file',
      numpy: `memmap fromfile loadtxt genfromtxt fromregex save savez savez_compressed savetxt
        DataSource ndarray.tofile ndarray.dump ndarray.dumps recfromtxt recfromcsv`,
      'numpy.core.memmap': 'memmap',
      'numpy.core.multiarray': 'fromfile',
      'numpy.core.records': 'fromfile',
      pandas: `read_csv read_json read_sql read_sql_query read_sql_table read_html read_xml
        read_excel read_parquet read_feather read_table read_fwf read_clipboard read_orc
        read_stata read_sas read_spss ExcelWriter ExcelFile`,
      'joblib.numpy_pickle_utils': '_read_fileobject _write_fileobject BinaryZlibFile',
    },
  },
  {
    why: 'downloads or loads another model, together with the code that comes with it',
    modules: `transformers.dynamic_module_utils transformers.pipelines transformers.utils.hub
      transformers.utils.import_utils transformers.utils.logging transformers.cli
      transformers.commands transformers.testing_utils transformers.trainer
      mlflow.utils.process mlflow.utils.virtualenv mlflow.utils.uv_utils mlflow.utils.file_utils
      mlflow.utils.requirements_utils mlflow.utils.environment mlflow.utils.model_utils
      mlflow.utils.import_hooks mlflow.utils.request_utils mlflow.models.container
      mlflow.models.wheeled_model mlflow.azure mlflow.projects mlflow.store mlflow.server mlflow.tracking mlflow.gateway
      mlflow.artifacts mlflow.cli mlflow.sagemaker mlflow.deployments mlflow.langchain
      mlflow.webhooks mlflow.assistant imblearn.datasets`,
    names: {
      'mlflow.pyfunc': 'load_model load_pyfunc spark_udf get_model_dependencies',
      'mlflow.pyfunc.model': '_load_pyfunc _load_context_model_and_signature',
      'mlflow.pytorch': 'load_model load_state_dict _load_pyfunc _load_model',
      'mlflow.sklearn': 'load_model _load_pyfunc _load_model_from_local_file',
      transformers: 'pipeline AutoModel AutoTokenizer AutoConfig',
      'transformers.models.auto.modeling_auto': 'AutoModel AutoModelForCausalLM',
    },
  },
  {
    why: 'installs packages',
    modules: 'uv conda wheel pipenv poetry',
  },
]

/** Methods that load, save, evaluate or download wherever a class of a framework has them. */
export const dangerousMethods = `from_file _new_shared_filename_cpu _new_using_filename_cpu dump_model
  model_from_string from_model_file to_string from_pretrained push_to_hub save_pretrained load load_model
  load_from_file load_weights from_file read_csv eval query pipe to_pickle to_csv to_json to_hdf
  to_excel to_parquet to_sql to_feather to_html to_latex to_stata to_clipboard tofile dump save
  save_model from_url download_file unpickle loads execute run runcode runcommand system popen`

/** Classes and functions that are dangerous in whatever package they were imported into. */
export const dangerousAnywhere = `system popen Popen exec eval execfile __import__ import_module
  check_output check_call getattr setattr delattr globals locals vars attrgetter methodcaller
  runstring urlopen urlretrieve Request Thread Process Pool ThreadPool Parallel
  ThreadPoolExecutor ProcessPoolExecutor Pickler Unpickler CloudPickler NamedTemporaryFile
  TemporaryDirectory TemporaryFile GzipFile ZipFile FileIO TextIOWrapper PyCFuncPtr CDLL
  Template Client Listener TestCase ExitStack Memory LowLevelCallable
  DMatrix QuantileDMatrix DataIter PytestTester FunctionMaker`
