/** Where the service is and what it holds. Pure. */
import { describeAttested } from '../attestation.ts'
import { describeAutoscale } from '../autoscale.ts'
import { code, facts, link, plain } from '../markdown.ts'
import type { Result } from '../result.ts'
import { modelPage, testPage } from '../studio.ts'
import { atMinute } from './words.ts'

/** What is known of the service and its model; empty when nothing is. */
export function factsTable(result: Result): string {
  const framework = [result.framework, result.frameworkVersion].filter((text) => text).join(' ')
  return facts([
    ['Scoring URI', code(result.scoringUri ?? '')],
    ['Model', modelLine(result)],
    ['Framework', plain(framework)],
    ['Holds', plain(result.holds ?? '')],
    ['Content digest', code(result.modelDigest?.slice(0, 16) ?? '')],
    ['Attested by', result.attestation ? plain(describeAttested(result.attestation)) : ''],
    ['Size', plain(result.sizeReason ?? '')],
    ['Instances', result.autoscale ? describeAutoscale(result.autoscale) : ''],
    ['Callers authenticate by', plain(result.authMode ?? '')],
    ['Expires', result.expiresAt ? `${plain(atMinute(result.expiresAt))} UTC` : ''],
    ['Studio', studioLinks(result)],
  ])
}

/** Where nothing serves, the comparison does not name it. */
const modelLine = ({ modelName, traffic, plan }: Result) =>
  traffic === undefined && plan === undefined ? code(modelName ?? '') : ''

/** The pages of the studio. */
export function studioLinks({ portalUrl, modelName, modelVersion, deletion }: Result): string {
  if (!portalUrl || deletion?.kind === 'service') return ''
  return [
    link('endpoint and logs', portalUrl),
    link('try it', testPage(portalUrl)),
    ...(modelName && modelVersion
      ? [link('model', modelPage(portalUrl, modelName, modelVersion))]
      : []),
  ].join(' · ')
}
