// Draws the PNG icons of the manifest from public/favicon.svg in the browser of the tests: npm run icons.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { chromiumFlags, chromiumPath } from './chromium-path.mjs'

const publicFolder = fileURLToPath(new URL('../public/', import.meta.url))
const drawing = readFileSync(`${publicFolder}favicon.svg`, 'utf8')
// A maskable icon fills the whole square and keeps its subject inside the middle 80 %; iOS rounds the corners itself.
const square = drawing.replace('rx="112" ', '')
const maskable = square
  .replace('viewBox="0 0 512 512"', 'viewBox="-58 -58 628 628"')
  .replace('<rect width="512" height="512"', '<rect x="-58" y="-58" width="628" height="628"')
const icons = [
  ['icon-192.png', 192, drawing],
  ['icon-512.png', 512, drawing],
  ['icon-maskable-512.png', 512, maskable],
  ['apple-touch-180.png', 180, square],
]

const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags })
try {
  for (const [name, size, svg] of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } })
    await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
    writeFileSync(`${publicFolder}icons/${name}`, await page.screenshot({ omitBackground: true }))
    await page.close()
  }
} finally {
  await browser.close()
}
