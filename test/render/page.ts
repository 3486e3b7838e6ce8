/** Markdown as GitHub shows it: the same grammar, style sheet and Mermaid, in a page of its own. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Picture } from './stories.ts'

/** Exact versions: a picture changes when the text does. */
export const packages = [
  'github-markdown-css@5.8.1',
  'markdown-it@14.1.0',
  'mermaid@11.12.0',
  'sharp@0.34.4',
]

interface Renderer {
  render(markdown: string): string
}

/** GitHub's coloured boxes are blockquotes with a word of their own. */
const boxes = (html: string): string =>
  html.replace(
    /<blockquote>\s*<p>\[!(\w+)\]\s*/g,
    (_, kind: string) =>
      `<blockquote class="markdown-alert markdown-alert-${kind.toLowerCase()}"><p class="markdown-alert-title">${kind[0]}${kind.slice(1).toLowerCase()}</p><p>`,
  )

/** A page with the picture, whose title is its height once all is drawn, or what Mermaid has against it. */
export function toPage({ markdown, shown }: Picture, folder: string): string {
  const load = createRequire(join(folder, 'package.json'))
  const MarkdownIt = load('markdown-it') as new (options: object) => Renderer
  const html = boxes(new MarkdownIt({ html: true, linkify: false }).render(markdown))
  const styles = readFileSync(load.resolve('github-markdown-css/github-markdown-light.css'), 'utf8')
  const mermaid = join(folder, 'node_modules/mermaid/dist/mermaid.min.js')
  return `<!doctype html>
<meta charset="utf-8">
<style>${styles}
body { margin: 0; font-family: sans-serif; background: #fff }
.markdown-body { box-sizing: border-box; width: ${widths[shown]}px; padding: 24px; font-size: ${shown === 'comment' ? 14 : 16}px }
.mermaid { background: none }
</style>
<article class="markdown-body">${html}</article>
<script src="file://${mermaid}"></script>
<script type="module">
try {
  mermaid.initialize({ startOnLoad: false })
  for (const block of document.querySelectorAll('code.language-mermaid')) {
    await mermaid.parse(block.textContent)
    const drawing = document.createElement('div')
    drawing.className = 'mermaid'
    drawing.textContent = block.textContent
    block.parentElement.replaceWith(drawing)
  }
  await mermaid.run()
  document.title = String(document.querySelector('article').offsetHeight)
} catch (error) {
  document.title = 'Mermaid: ' + error.message
}
</script>
`
}

/** As wide as GitHub shows them. */
export const widths = { summary: 1012, comment: 860 } as const
