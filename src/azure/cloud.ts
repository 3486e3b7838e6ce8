/** The Azure clouds: where to sign in, which hosts to call, what to ask tokens for. */
import type { Cloud } from '../plan/request.ts'

export interface CloudHosts {
  readonly arm: string
  readonly authority: string
  readonly storageSuffix: string
  readonly machineLearning: string
  readonly studio: string
  /** What GitHub's token must be issued for. */
  readonly audience: string
}

/** Hosts as the Azure CLI and the Azure ML SDK know them ("National clouds"). */
export const clouds: Readonly<Record<Cloud, CloudHosts>> = {
  public: {
    arm: 'https://management.azure.com',
    authority: 'https://login.microsoftonline.com',
    storageSuffix: 'core.windows.net',
    machineLearning: 'https://ml.azure.com',
    studio: 'https://ml.azure.com',
    audience: 'api://AzureADTokenExchange',
  },
  usgov: {
    arm: 'https://management.usgovcloudapi.net',
    authority: 'https://login.microsoftonline.us',
    storageSuffix: 'core.usgovcloudapi.net',
    machineLearning: 'https://ml.azure.us',
    studio: 'https://ml.azure.us',
    audience: 'api://AzureADTokenExchangeUSGov',
  },
  china: {
    arm: 'https://management.chinacloudapi.cn',
    authority: 'https://login.chinacloudapi.cn',
    storageSuffix: 'core.chinacloudapi.cn',
    machineLearning: 'https://ml.azure.cn',
    studio: 'https://studio.ml.azure.cn',
    audience: 'api://AzureADTokenExchangeChina',
  },
}

export const armScope = (hosts: CloudHosts) => `${hosts.arm}/.default`
export const scoringScope = (hosts: CloudHosts) => `${hosts.machineLearning}/.default`
/** One scope for all clouds, as the storage client itself asks for it. */
export const storageScope = 'https://storage.azure.com/.default'
