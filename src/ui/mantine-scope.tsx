// Mantine is used for what is hard to draw well (calendar, charts) and only loaded with it: its provider costs the first
// screen 40 KB and a style pass. Its variables are a static file, so that no style element needs the page's nonce.
import '@mantine/core/styles/default-css-variables.css'
import './mantine-scope.css'
import { createTheme, MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import { useResolvedScheme } from './color-scheme.ts'
import { mantineTheme } from './theme.ts'

const theme = createTheme(mantineTheme)

/** Around the few parts that Mantine draws: our theme, our colour scheme, no global styles. */
export function MantineScope(props: { readonly children: ReactNode }) {
  const scheme = useResolvedScheme()
  return (
    <MantineProvider theme={theme} forceColorScheme={scheme} withCssVariables={false} withGlobalClasses={false}>
      {props.children}
    </MantineProvider>
  )
}
