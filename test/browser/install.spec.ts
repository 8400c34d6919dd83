import { expect, test } from '../support/browser-fixture.ts'

test.use({ workerAtStart: true })

interface ManifestIcon {
  readonly src: string
  readonly sizes: string
  readonly purpose?: string
}

test('installs without an error', async ({ profile }) => {
  const page = await profile.newPage()
  await page.goto('/')
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  const session = await profile.newCDPSession(page)
  await session.send('Page.enable')
  const manifest = await session.send('Page.getAppManifest')
  expect(manifest.errors).toEqual([])
  expect(manifest.url).toContain('/manifest.webmanifest')
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])
})

test('names icons, screenshots and shortcuts that exist in the stated sizes', async ({ page }) => {
  await page.goto('/')
  const link = await page.locator('link[rel="manifest"]').getAttribute('href')
  const manifest = await (await page.request.get(link ?? '')).json()
  const pictures: ManifestIcon[] = [...manifest.icons, ...manifest.screenshots]
  expect(manifest.icons.some((icon: ManifestIcon) => icon.purpose === 'maskable')).toBe(true)
  expect(manifest.icons.some((icon: ManifestIcon) => icon.sizes === '192x192')).toBe(true)
  expect(manifest.screenshots.map((shot: { form_factor: string }) => shot.form_factor).sort()).toEqual([
    'narrow',
    'wide',
  ])
  for (const picture of pictures.filter((one) => one.sizes !== 'any')) {
    const size = await page.evaluate(async (src) => {
      const bitmap = await createImageBitmap(await (await fetch(src)).blob())
      return `${bitmap.width}x${bitmap.height}`
    }, picture.src)
    expect(size, picture.src).toBe(picture.sizes)
  }
  expect(manifest.shortcuts.length).toBeGreaterThan(0)
  for (const shortcut of manifest.shortcuts as { url: string }[]) {
    expect((await page.request.get(shortcut.url)).status()).toBe(200)
  }
})
