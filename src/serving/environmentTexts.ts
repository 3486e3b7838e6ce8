/** What a model's own folder says of the environment that it was saved in. */
import { readText } from '../model/content.ts'
import type { Description } from '../model/description.ts'
import type { ModelFacts } from '../model/model.ts'

/** The files that may say something. */
const environmentFiles = ['conda.yaml', 'requirements.txt'] as const

/** The texts of those that are there, by name; of a registered model nothing is at hand. */
export async function environmentTexts(
  model: ModelFacts,
  { path }: Pick<Description, 'path'>,
): Promise<Readonly<Record<string, string>>> {
  if (model.kind === 'registered') return {}
  const texts: Record<string, string> = {}
  for (const name of environmentFiles) {
    const wanted = path === '' ? name : `${path}/${name}`
    const file = model.content.files.find((file) => file.path === wanted)
    if (file) texts[name] = await readText(file)
  }
  return texts
}
