/** The names under which Azure is reached: one set for each cloud. */

export interface Cloud {
  readonly name: 'AzureCloud' | 'AzureUSGovernment' | 'AzureChinaCloud'
  readonly resourceManager: string
  readonly authorities: readonly string[]
  readonly storageSuffix: string
  readonly machineLearning: string
  readonly portal: string
  /** The audience that a federated credential of this cloud expects. */
  readonly exchangeAudience: string
  readonly tokenIssuer: string
  readonly legacyResourceManager: string
}

export const clouds: readonly Cloud[] = [
  {
    name: 'AzureCloud',
    resourceManager: 'management.azure.com',
    authorities: [
      'login.microsoftonline.com',
      'login.windows.net',
      'sts.windows.net',
      'login.microsoft.com',
    ],
    storageSuffix: 'core.windows.net',
    machineLearning: 'ml.azure.com',
    portal: 'portal.azure.com',
    exchangeAudience: 'api://AzureADTokenExchange',
    tokenIssuer: 'https://sts.windows.net',
    legacyResourceManager: 'management.core.windows.net',
  },
  {
    name: 'AzureUSGovernment',
    resourceManager: 'management.usgovcloudapi.net',
    authorities: ['login.microsoftonline.us'],
    storageSuffix: 'core.usgovcloudapi.net',
    machineLearning: 'ml.azure.us',
    portal: 'portal.azure.us',
    exchangeAudience: 'api://AzureADTokenExchangeUSGov',
    tokenIssuer: 'https://sts.windows.net',
    legacyResourceManager: 'management.core.usgovcloudapi.net',
  },
  {
    name: 'AzureChinaCloud',
    resourceManager: 'management.chinacloudapi.cn',
    authorities: ['login.chinacloudapi.cn', 'login.partner.microsoftonline.cn'],
    storageSuffix: 'core.chinacloudapi.cn',
    machineLearning: 'ml.azure.cn',
    portal: 'portal.azure.cn',
    exchangeAudience: 'api://AzureADTokenExchangeChina',
    tokenIssuer: 'https://sts.chinacloudapi.cn',
    legacyResourceManager: 'management.core.chinacloudapi.cn',
  },
]
