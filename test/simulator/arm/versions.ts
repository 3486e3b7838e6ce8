/** The api-versions that are served, and since when each newer thing exists. */

export const apiVersions: readonly string[] = [
  '2022-02-01-preview',
  '2022-05-01',
  '2022-06-01-preview',
  '2022-10-01',
  '2022-10-01-preview',
  '2022-12-01-preview',
  '2023-02-01-preview',
  '2023-04-01',
  '2023-04-01-preview',
  '2023-06-01-preview',
  '2023-08-01-preview',
  '2023-10-01',
  '2024-01-01-preview',
  '2024-04-01',
  '2024-04-01-preview',
  '2024-07-01-preview',
  '2024-10-01',
  '2024-10-01-preview',
  '2025-01-01-preview',
  '2025-06-01',
  '2025-09-01',
  '2025-12-01',
]

interface Since {
  readonly stable: string
  readonly preview: string
}

/** A stable version may lack what an older preview has. */
const features = {
  mirrorTraffic: { stable: '2023-04-01', preview: '2022-02-01-preview' },
  dataCollector: { stable: '2023-10-01', preview: '2023-04-01-preview' },
  startupProbe: { stable: '2024-10-01', preview: '2024-07-01-preview' },
  stage: { stable: '2023-04-01', preview: '2023-04-01-preview' },
  assetState: { stable: '2023-04-01', preview: '2023-02-01-preview' },
  pendingUpload: { stable: '2023-04-01', preview: '2023-02-01-preview' },
  datastoreScope: { stable: '2023-10-01', preview: '2023-04-01-preview' },
  expirableSecret: { stable: '2025-06-01', preview: '2024-07-01-preview' },
  workspaceKind: { stable: '2024-04-01', preview: '2023-04-01-preview' },
} as const satisfies Record<string, Since>

export type Feature = keyof typeof features

/** Does this api-version know the feature? */
export const speaks = (version: string, feature: Feature): boolean => {
  const { stable, preview } = features[feature]
  return version.endsWith('-preview') ? version >= preview : version >= stable
}
