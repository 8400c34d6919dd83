// Tells the browser which files to compile whole. A function is otherwise compiled when it is first called, one by one
// and on the main thread; nearly all of what the first screen loads is called at start or soon after. Chromium compiles
// a file with this comment at its head on another thread while it arrives; other browsers see a comment.
import type { Plugin } from 'vite'

const comment = '//# allFunctionsCalledOnLoad\n'

/** @param chunks the names of the files that get the comment; the build fails when one of them is missing */
export function compileWholePlugin(chunks: readonly string[]): Plugin {
  return {
    name: 'billfold:compile-whole',
    apply: 'build',
    enforce: 'post',
    augmentChunkHash: (chunk) => (chunks.includes(chunk.name) ? comment : undefined),
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const files = Object.values(bundle)
        for (const name of chunks) {
          const chunk = files.find((file) => file.type === 'chunk' && file.name === name)
          if (chunk?.type !== 'chunk') throw new Error(`no chunk "${name}" to compile whole`)
          chunk.code = comment + chunk.code
          const map = chunk.sourcemapFileName === null ? undefined : bundle[chunk.sourcemapFileName]
          // One line more at the head: a `;` in the map's own notation.
          if (map?.type === 'asset') map.source = String(map.source).replace('"mappings":"', '"mappings":";')
        }
      },
    },
  }
}
