/** How much a new deployment is shown of the traffic. */

/** In percent of the traffic. */
export interface Exposure {
  /** What it answers. */
  readonly share: number
  /** What it gets a copy of; absent for none. */
  readonly copied?: number
}

/** `at 10 % of the traffic`, or `on a copy of 10 % of the traffic`. */
export const describeExposure = ({ share, copied }: Exposure): string =>
  `${copied === undefined ? `at ${share}` : `on a copy of ${copied}`} % of the traffic`
