/** Where to deploy to and who signs in, from the inputs and the files that people have for it. */
import { reasonOf } from '../errors.ts'
import type { Values } from './inputs.ts'
import type { Problems } from './problems.ts'
import type { Request, SignIn } from './request.ts'
import type { Files } from './smoke.ts'

const defaultWorkspaceConfigs = ['config.json', '.azureml/config.json']

/** Subscription, resource group and workspace: from the inputs, else from the studio's config.json. */
export function readWhere(
  values: Values,
  files: Files,
  problems: Problems,
): Request['where'] | undefined {
  const asked = values['workspace-config']
  const path = asked ?? defaultWorkspaceConfigs.find((file) => files.kind(file) === 'file')
  let file: Readonly<Record<string, unknown>> = {}
  if (asked !== undefined && files.kind(asked) !== 'file') {
    problems.add(
      'workspace-config',
      `'workspace-config' is '${asked}': no such file in the checkout`,
    )
    return undefined
  }
  if (path !== undefined) {
    try {
      file = JSON.parse(files.read(path)) as Record<string, unknown>
    } catch (error) {
      // A stray config.json of something else is no mistake; one that was named is.
      if (asked !== undefined) {
        problems.add(
          'workspace-config',
          `'workspace-config' is '${asked}': not valid JSON: ${reasonOf(error)}`,
        )
        return undefined
      }
    }
  }
  const fromFile = (key: string) =>
    typeof file[key] === 'string' ? (file[key] as string) : undefined
  const subscriptionId =
    values['subscription-id'] ??
    fromFile('subscription_id') ??
    readCredentials(values.credentials)?.subscriptionId
  const resourceGroup = values['resource-group'] ?? fromFile('resource_group')
  const workspace = values.workspace ?? fromFile('workspace_name')
  const wanted = {
    'subscription-id': subscriptionId,
    'resource-group': resourceGroup,
    workspace,
  }
  for (const [input, value] of Object.entries(wanted)) {
    if (value === undefined && !problems.has(input)) {
      problems.add(
        input,
        `'${input}' is required: give it, or point 'workspace-config' at the config.json that the Azure ML studio offers for download`,
      )
    }
  }
  if (!subscriptionId || !resourceGroup || !workspace) return undefined
  return { cloud: values.cloud ?? 'public', subscriptionId, resourceGroup, workspace }
}

interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
  readonly tenantId: string
  readonly subscriptionId?: string
}

/** The JSON of `az ad sp create-for-rbac --json-auth`, or undefined when it is not that. */
function readCredentials(text: string | undefined): Credentials | undefined {
  if (text === undefined) return undefined
  try {
    const json = JSON.parse(text) as Record<string, unknown>
    const { clientId, clientSecret, tenantId, subscriptionId } = json
    if (typeof clientId !== 'string' || typeof clientSecret !== 'string') return undefined
    if (typeof tenantId !== 'string') return undefined
    return {
      clientId,
      clientSecret,
      tenantId,
      ...(typeof subscriptionId === 'string' ? { subscriptionId } : {}),
    }
  } catch {
    return undefined
  }
}

/** Ids beat `credentials`, as azure/login has it; with a secret by secret, without by OIDC; else the machine's own. */
export function readWho(values: Values, problems: Problems): SignIn | undefined {
  const clientId = values['client-id']
  const tenantId = values['tenant-id']
  const clientSecret = values['client-secret']
  if (clientId !== undefined || clientSecret !== undefined) {
    for (const [input, value] of [
      ['client-id', clientId],
      ['tenant-id', tenantId],
    ] as const) {
      if (value === undefined && !problems.has(input)) {
        const because = clientSecret === undefined ? 'client-id' : 'client-secret'
        problems.add(input, `'${input}' is required with '${because}'`)
      }
    }
    if (clientId === undefined || tenantId === undefined) return undefined
    return clientSecret === undefined
      ? { kind: 'oidc', tenantId, clientId }
      : { kind: 'secret', tenantId, clientId, clientSecret }
  }
  if (values.credentials !== undefined) {
    const credentials = readCredentials(values.credentials)
    if (credentials) return { kind: 'secret', ...credentials }
    problems.add(
      'credentials',
      "'credentials' is not the JSON of 'az ad sp create-for-rbac --json-auth': expected an object with clientId, clientSecret, tenantId and subscriptionId",
    )
    return undefined
  }
  return { kind: 'machine', ...(tenantId === undefined ? {} : { tenantId }) }
}
