/**
 * What of Python itself a hostile pickle makes use of, and why. Whatever else comes with Python and
 * is not in known.ts is refused as well (judge.ts): new ways are found there every month. This list
 * is for a better reason, and for what can be reached by other names.
 *
 * Sources: the Python library reference, what each function's source does, and the published
 * advisories on scanners of pickles (GitHub Advisory Database: picklescan, modelscan, fickling).
 */
import type { Rule } from './rules.ts'

export const dangerousOfPython: readonly Rule[] = [
  {
    why: 'reaches the operating system: its commands, processes and files',
    modules: 'os posix nt posixpath ntpath macpath',
  },
  {
    why: 'runs commands of the operating system',
    modules: `subprocess _posixsubprocess commands popen2 pty _osx_support _aix_support _pyrepl
      pydoc webbrowser antigravity _winapi asyncio.subprocess asyncio.base_subprocess`,
    names: {
      platform: 'popen _syscmd_file _syscmd_ver',
      uuid: '_get_command_stdout _popen _find_mac _ifconfig_getnode',
      imaplib: 'IMAP4_stream',
      asyncio: 'create_subprocess_shell create_subprocess_exec',
      'distutils.spawn': 'spawn',
    },
  },
  {
    why: 'runs text or bytes as Python code',
    modules: `code codeop runpy timeit cProfile profile pdb bdb trace doctest idlelib lib2to3 test
      unittest compileall py_compile marshal dis symtable tabnanny _xxsubinterpreters
      _interpreters _testinternalcapi rlcompleter`,
    names: {
      builtins: 'eval exec execfile compile apply input raw_input breakpoint intern reload',
      codecs: 'open decode lookup getdecoder',
      typing: 'get_type_hints ForwardRef',
      dataclasses: 'make_dataclass dataclass _create_fn',
      string: 'Formatter',
      collections: 'namedtuple',
    },
  },
  {
    why: "reaches any attribute of any object by its name, and so anything in Python's memory",
    modules: 'inspect gc sys pkgutil',
    names: {
      builtins: `getattr setattr delattr hasattr globals locals vars dir super __dict__
        __import__ __loader__ __spec__ __build_class__ memoryview`,
      operator: 'attrgetter methodcaller call',
      copyreg: `add_extension remove_extension clear_extension_cache pickle dispatch_table
        _extension_registry _inverted_registry _extension_cache`,
    },
  },
  {
    why: 'makes code or a module out of data',
    names: {
      types: `CodeType FunctionType LambdaType ModuleType MethodType CellType FrameType
        TracebackType coroutine new_class prepare_class resolve_bases DynamicClassAttribute`,
    },
  },
  {
    why: 'imports modules, whose code then runs, from wherever it is told',
    modules: `importlib imp _imp _frozen_importlib _frozen_importlib_external zipimport zipapp
      modulefinder site sitecustomize usercustomize sysconfig this __hello__ __phello__`,
  },
  {
    why: 'calls into machine code and any address of memory',
    modules: 'ctypes _ctypes mmap _testcapi cffi _cffi_backend',
  },
  {
    why: 'opens a connection to the network',
    modules: `socket _socket ssl _ssl http httplib urllib urllib2 urlparse ftplib smtplib telnetlib
      nntplib imaplib poplib xmlrpc xmlrpclib socketserver SocketServer select selectors
      asyncore asynchat smtpd wsgiref cgi BaseHTTPServer SimpleHTTPServer`,
  },
  {
    why: 'unpickles or evaluates what is hidden in a value or another file',
    modules: 'pickle shelve dbm pickletools anydbm dumbdbm dbhash gdbm',
  },
  {
    why: 'starts threads or processes, or ends them',
    modules: `multiprocessing _multiprocessing concurrent asyncio threading _thread dummy_threading
      signal _signal atexit faulthandler _posixshmem`,
  },
  {
    why: 'reads, writes or removes any file',
    modules: `shutil tempfile glob fileinput filecmp tarfile zipfile sqlite3 _sqlite3 logging syslog
      gzip bz2 lzma linecache netrc mailbox`,
    names: {
      builtins: 'open file',
      io: `open open_code FileIO TextIOWrapper BufferedWriter BufferedReader BufferedRandom
        BufferedRWPair OpenWrapper`,
    },
  },
  {
    why: 'installs packages',
    modules: 'pip ensurepip venv distutils setuptools pkg_resources easy_install virtualenv',
  },
]
