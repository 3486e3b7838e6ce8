/**
 * Which of the runner's environment variables foreign code finds: the setup code of packages, and
 * the model. A workflow's secrets have any name, so what may pass is listed, not what may not.
 */

type Variables = NodeJS.ProcessEnv

/** What any program needs, on any of the three systems. */
const machine = new Set(
  `PATH LANG LC_ALL TZ TMPDIR TEMP TMP LD_LIBRARY_PATH DYLD_LIBRARY_PATH
  SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT PROGRAMDATA PROGRAMFILES NUMBER_OF_PROCESSORS
  PROCESSOR_ARCHITECTURE`.split(/\s+/),
)

/** How to reach the network from here. */
const network = new Set(
  `HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE
  CURL_CA_BUNDLE`.split(/\s+/),
)

/** Where programs keep their settings, caches and downloads. */
const home = new Set(
  `HOME USERPROFILE APPDATA LOCALAPPDATA XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME PYENV_ROOT
  NETRC`.split(/\s+/),
)

/** Settings of pip and uv, but for those that would install elsewhere, or that publish. */
const installer =
  /^(PIP_(?!USER$|TARGET$|PREFIX$|ROOT$)|UV_(?!PUBLISH_|SYSTEM_PYTHON$|PYTHON$|PROJECT))/

/** Windows knows names in any case: `Path`. */
const only = (variables: Variables, passes: (name: string) => boolean): Variables =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => passes(name.toUpperCase())))

/** For the scoring server, which has a home of its own. */
export const serverVariables = (variables: Variables): Variables =>
  only(variables, (name) => machine.has(name) || network.has(name))

/** For what finds Pythons and installs packages, with the machine's own settings. */
export const installerVariables = (variables: Variables): Variables =>
  only(
    variables,
    (name) => machine.has(name) || network.has(name) || home.has(name) || installer.test(name),
  )
