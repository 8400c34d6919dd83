import type { MantineThemeOverride } from '@mantine/core'

/** The design tokens as Mantine's theme: one accent, shade 8 (the default shade fails AA), our radius, no own fonts. */
export const mantineTheme: MantineThemeOverride = {
  primaryColor: 'billfold',
  primaryShade: 8,
  colors: {
    billfold: [
      '#e6f2f1',
      '#c8e2df',
      '#a3cfcb',
      '#7cbbb6',
      '#5cc0b8',
      '#3c948e',
      '#267a76',
      '#176a68',
      '#0f5c5c',
      '#0b4a4a',
    ],
  },
  fontFamily: 'inherit',
  headings: { fontFamily: 'inherit' },
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '1rem', lg: '1.25rem', xl: '1.75rem' },
  defaultRadius: 8,
  respectReducedMotion: true,
  cursorType: 'pointer',
}
