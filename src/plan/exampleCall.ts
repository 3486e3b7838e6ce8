/** How a caller asks the service: commands and code to copy, with the right sign-in and no secret. Pure. */
import type { Cloud } from './request.ts'
import type { AuthMode } from './state.ts'

/** Everything that a caller needs. */
export interface ExampleCall {
  readonly uri: string
  readonly service: string
  readonly authMode: AuthMode
  readonly where: {
    readonly cloud: Cloud
    readonly subscriptionId: string
    readonly resourceGroup: string
    readonly workspace: string
  }
  /** What tokens of Microsoft Entra ID are issued for. */
  readonly audience: string
  /** The deployment to ask, where the traffic leads to another. */
  readonly deployment?: string
  /** The JSON text of a request; absent where there is none, or it is too long to be shown. */
  readonly body?: string
}

/** What a body that is not shown is to be saved as. */
export const requestFile = 'request.json'

/** Clouds as the Azure CLI, and azure-identity, call them; the public one needs no name. */
const clouds: Readonly<Record<Exclude<Cloud, 'public'>, readonly [cli: string, host: string]>> = {
  usgov: ['AzureUSGovernment', 'AZURE_GOVERNMENT'],
  china: ['AzureChinaCloud', 'AZURE_CHINA'],
}

/** A request by curl, with what the Azure CLI gives for it. */
export function toCurl(call: ExampleCall): string {
  const { uri, where, deployment, body } = call
  const headers = ['Content-Type: application/json', ...(deployment ? [header(deployment)] : [])]
  return [
    ...(where.cloud === 'public' ? [] : [`az cloud set --name ${clouds[where.cloud][0]}`]),
    `token=$(${tokenCommand(call)})`,
    [
      `curl ${quoted(uri)}`,
      '--header "Authorization: Bearer $token"',
      ...headers.map((text) => `--header ${quoted(text)}`),
      body === undefined ? `--data-binary @${requestFile}` : `--data-binary ${quoted(body)}`,
    ].join(' \\\n  '),
  ].join('\n')
}

const header = (deployment: string) => `azureml-model-deployment: ${deployment}`

function tokenCommand({ authMode, service, where, audience }: ExampleCall): string {
  const subscription = `--subscription ${quoted(where.subscriptionId)}`
  if (authMode === 'AADToken')
    return `az account get-access-token --resource ${quoted(audience)} ${subscription} \\\n  --query accessToken --output tsv`
  const secret = authMode === 'Key' ? 'primaryKey' : 'accessToken'
  return [
    `az ml online-endpoint get-credentials --name ${quoted(service)}`,
    `--workspace-name ${quoted(where.workspace)} --resource-group ${quoted(where.resourceGroup)}`,
    subscription,
    `--query ${secret} --output tsv`,
  ].join(' \\\n  ')
}

/** One word of a POSIX shell, whatever is in it. */
export const quoted = (text: string): string =>
  /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** The same in Python. */
export function toPython(call: ExampleCall): string {
  const { uri, deployment, body, authMode } = call
  const isEntra = authMode === 'AADToken'
  const authority = call.where.cloud !== 'public'
  const headers = [
    '"Authorization": f"Bearer {token}"',
    '"Content-Type": "application/json"',
    ...(deployment ? [`"azureml-model-deployment": ${literal(deployment)}`] : []),
  ]
  return [
    `# pip install azure-identity${isEntra ? '' : ' azure-ai-ml'}`,
    'from urllib.request import Request, urlopen',
    '',
    ...(isEntra ? [] : ['from azure.ai.ml import MLClient']),
    `from azure.identity import ${authority ? 'AzureAuthorityHosts, ' : ''}DefaultAzureCredential`,
    '',
    ...tokenInPython(call),
    body === undefined
      ? `body = open(${literal(requestFile)}, "rb").read()`
      : `body = ${literal(body)}.encode()`,
    'request = Request(',
    `    ${literal(uri)},`,
    '    data=body,',
    `    headers={${headers.join(', ')}},`,
    ')',
    'print(urlopen(request).read().decode())',
  ].join('\n')
}

function tokenInPython({ authMode, service, where, audience }: ExampleCall): readonly string[] {
  const host = where.cloud === 'public' ? undefined : clouds[where.cloud]
  const credential = `credential = DefaultAzureCredential(${host ? `authority=AzureAuthorityHosts.${host[1]}` : ''})`
  if (authMode === 'AADToken')
    return [credential, `token = credential.get_token(${literal(`${audience}/.default`)}).token`]
  const where_ = [where.subscriptionId, where.resourceGroup, where.workspace].map(literal)
  return [
    credential,
    `client = MLClient(credential, ${where_.join(', ')}${host ? `, cloud=${literal(host[0])}` : ''})`,
    `keys = client.online_endpoints.get_keys(${literal(service)})`,
    `token = keys.${authMode === 'Key' ? 'primary_key' : 'access_token'}`,
  ]
}

/**
 * A string literal of Python: with single quotes as it is, where it can be, since JSON is full of
 * double ones; else in JSON's own escapes, which Python reads alike.
 */
export const literal = (text: string): string =>
  /^[\w./:-]*$/.test(text)
    ? `"${text}"`
    : /['\\\p{C}\u2028\u2029]/u.test(text)
      ? JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029]/g, escaped)
      : `'${text}'`

const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
