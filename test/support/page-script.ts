// A module of this project as one script for a page of the built app.
import { build } from 'vite'

/** Bundles the module at `entry`, an absolute path; in the page it is known by its name, with what the module exports. */
export async function pageScript(entry: string, name: string): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name } },
  })
  const [bundle] = Array.isArray(output) ? output : [output]
  if (bundle === undefined || !('output' in bundle)) throw new Error(`${name} was not built`)
  return bundle.output[0].code
}
