/** Lists of Resource Manager, which come in pages. */
import type { Arm, ArmCall, Resource } from './arm.ts'

/** Every item of every page. A list that is not there, where the call accepts that, is an empty one. */
export async function listAll(
  arm: Arm,
  call: Omit<ArmCall, 'method' | 'body'>,
): Promise<readonly Resource[]> {
  const items: Resource[] = []
  for (let path: string | undefined = call.path; path; ) {
    const answer = await arm.send({ ...call, method: 'GET', path })
    if (answer.status === 404) break
    const page = answer.body as { value?: readonly Resource[]; nextLink?: string | null }
    items.push(...(page.value ?? []))
    path = page.nextLink ?? undefined
  }
  return items
}
