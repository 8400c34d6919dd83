// Orders the head of the built page for a fast start. Chromium stops looking ahead at a policy in `<meta>`, so a script
// that blocks the parser holds back every fetch behind it: the theme script goes last, still before anything is drawn.
// The English texts, which every start needs, are fetched beside the code instead of after it.
import type { Plugin } from 'vite'

const themeScript = /\s*<script src="\/theme\.js"[^>]*><\/script>/

export function headOrderPlugin(): Plugin {
  return {
    name: 'billfold:head-order',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const theme = themeScript.exec(html)?.[0]
        if (theme === undefined) throw new Error('index.html has no theme script')
        const texts = Object.values(bundle ?? {}).find(
          (file) => file.type === 'chunk' && file.moduleIds.includes('\0virtual:texts/en'),
        )
        if (texts === undefined) throw new Error('the English texts are no chunk of their own')
        const preload = `\n    <link rel="modulepreload" crossorigin href="/${texts.fileName}">`
        return html.replace(theme, '').replace('</head>', `${preload.trimStart()}${theme}\n  </head>`)
      },
    },
  }
}
