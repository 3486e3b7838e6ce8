/**
 * The modules that come with Python itself: `sys.stdlib_module_names` of CPython 3.10 to 3.13, and
 * those of 2.7, whose names a pickle of protocol 2 or older may still use; without the few of 2.7
 * that do no harm and that people give to modules of their own (`user`, `parser`).
 */

const names = `
  BaseHTTPServer Bastille Bastion CGIHTTPServer Canvas ConfigParser Cookie Dialog DocXMLRPCServer
  FileDialog FixTk HTMLParser MimeWriter Queue ScrolledText SimpleDialog SimpleHTTPServer
  SimpleXMLRPCServer SocketServer StringIO Tix Tkconstants Tkdnd Tkinter UserDict UserList
  UserString _LWPCookieJar _MozillaCookieJar __builtin__ __builtins__ __future__ _abc _abcoll
  _aix_support _android_support _apple_support _ast _asyncio _bisect _blake2 _bootsubprocess _bz2
  _codecs _codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw _collections
  _collections_abc _colorize _compat_pickle _compression _contextvars _crypt _csv _ctypes _curses
  _curses_panel _datetime _dbm _decimal _elementtree _frozen_importlib _frozen_importlib_external
  _functools _gdbm _hashlib _heapq _hotshot _imp _interpchannels _interpqueues _interpreters _io
  _ios_support _json _locale _lsprof _lzma _markupbase _md5 _msi _multibytecodec _multiprocessing
  _opcode _opcode_metadata _operator _osx_support _overlapped _pickle _posixshmem _posixsubprocess
  _py_abc _pydatetime _pydecimal _pyio _pylong _pyrepl _queue _random _scproxy _sha _sha1 _sha2
  _sha256 _sha3 _sha512 _signal _sitebuiltins _socket _sqlite3 _sre _ssl _stat _statistics _string
  _strptime _struct _suggestions _symtable _sysconfig _thread _threading_local _tkinter _tokenize
  _tracemalloc _typing _uuid _warnings _weakref _weakrefset _winapi _winreg _wmi _zoneinfo abc
  aifc annotationlib antigravity anydbm argparse array ast asynchat asyncio asyncore atexit
  audiodev audioop base64 bdb binascii binhex bisect bsddb builtins bz2 cPickle cProfile cStringIO
  calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys commands compileall
  compiler compression concurrent configparser contextlib contextvars cookielib copy copy_reg
  copyreg crypt csv ctypes curses dataclasses datetime dbhash dbm decimal difflib dircache dis
  distutils doctest dumbdbm dummy_thread dummy_threading email encodings ensurepip enum errno
  exceptions faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools
  future_builtins gc gdbm genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq
  hmac hotshot html htmlentitydefs htmllib http httplib idlelib ihooks imaplib imghdr imp
  importlib imputil inspect io ipaddress itertools json keyword lib2to3 linecache linuxaudiodev
  locale logging lzma macpath macurl2path mailbox mailcap markupbase marshal math mhlib mimetools
  mimetypes mimify mmap modulefinder msilib msvcrt multifile multiprocessing netrc nis nntplib nt
  ntpath nturl2path numbers opcode operator optparse os os2emxpath ossaudiodev pathlib pdb pickle
  pickletools pipes pkgutil platform plistlib popen2 poplib posix posixfile posixpath pprint
  profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re
  readline reprlib resource rexec rfc822 rlcompleter robotparser runpy sched secrets select
  selectors sgmllib shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd
  sqlite3 sre sre_compile sre_constants sre_parse ssl stat statistics string stringprep strop
  struct subprocess sunau sunaudio symbol symtable sys sysconfig syslog tabnanny tarfile telnetlib
  tempfile termios test textwrap this thread threading time timeit tkColorChooser tkCommonDialog
  tkFileDialog tkFont tkMessageBox tkSimpleDialog tkinter toaiff token tokenize tomllib trace
  traceback tracemalloc ttk tty turtle turtledemo types typing unicodedata unittest urllib urllib2
  urlparse uu uuid venv warnings wave weakref webbrowser whichdb winreg winsound wsgiref xdrlib
  xml xmllib xmlrpc xmlrpclib xxsubtype zipapp zipfile zipimport zlib zoneinfo
`

/** Whether a module, or the package it is in, is a part of Python itself. */
export const isPythons = (module: string): boolean => modules.has(module.split('.', 1)[0] ?? '')

/** Whether a name alone is that of one of Python's own modules. */
export const namesPythonModule = (name: string): boolean => modules.has(name)

const modules: ReadonlySet<string> = new Set(names.trim().split(/\s+/))
