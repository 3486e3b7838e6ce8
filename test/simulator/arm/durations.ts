/** How long Azure typically takes, in milliseconds; the clock scales them. */
export const durations = {
  createEndpoint: 90_000,
  updateEndpoint: 30_000,
  deleteEndpoint: 60_000,
  regenerateKeys: 10_000,
  /** Until the image is looked for; from there on the container itself takes its time. */
  acceptDeployment: 5_000,
  touchDeployment: 10_000,
  deleteDeployment: 60_000,
} as const

/** What the service suggests between two looks at an operation. */
export const pollSeconds = 10
