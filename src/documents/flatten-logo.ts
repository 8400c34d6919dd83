// A picture that the owner chose, made fit for documents: on white, without transparency, no larger than a letterhead
// needs. Runs in the page, because only there an SVG can be drawn.
import type { DocumentLook } from '../core/invoice/document.ts'
import { encodeOpaquePng } from './opaque-png.ts'

type Logo = NonNullable<DocumentLook['logo']>

const mostWidth = 800
const mostHeight = 400
/** Every finalized document keeps its logo: a photograph is stored as JPEG instead. */
const largestPng = 150_000
const jpegQuality = 0.92

/** The picture as opaque PNG or JPEG of at most 800 x 400 pixels. Rejects when the file is no picture. */
export async function flattenLogo(file: Blob): Promise<Logo> {
  const picture = await readPicture(file)
  try {
    const scale = Math.min(mostWidth / picture.width, mostHeight / picture.height, picture.scalable ? Infinity : 1)
    const width = Math.max(1, Math.round(picture.width * scale))
    const height = Math.max(1, Math.round(picture.height * scale))
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('no canvas to draw the logo on')
    context.fillStyle = '#ffffff'
    context.fillRect(0, 0, width, height)
    context.imageSmoothingQuality = 'high'
    context.drawImage(picture.source, 0, 0, width, height)
    const png = await encodeOpaquePng(width, height, context.getImageData(0, 0, width, height).data)
    if (png.length <= largestPng) return { mime: 'image/png', bytes: png, width, height }
    const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: jpegQuality })
    return { mime: 'image/jpeg', bytes: new Uint8Array(await jpeg.arrayBuffer()), width, height }
  } finally {
    picture.release()
  }
}

interface Picture {
  readonly source: CanvasImageSource
  readonly width: number
  readonly height: number
  /** A drawing without pixels of its own. */
  readonly scalable: boolean
  release(): void
}

async function readPicture(file: Blob): Promise<Picture> {
  if (file.type === 'image/svg+xml') return readDrawing(file)
  const bitmap = await createImageBitmap(file)
  return { source: bitmap, width: bitmap.width, height: bitmap.height, scalable: false, release: () => bitmap.close() }
}

/** createImageBitmap reads no SVG: an image element does, without running anything inside it. */
async function readDrawing(file: Blob): Promise<Picture> {
  const address = URL.createObjectURL(file)
  const image = new Image()
  image.src = address
  try {
    await image.decode()
  } catch (error) {
    URL.revokeObjectURL(address)
    throw error
  }
  // A drawing that states no size takes that of the letterhead.
  const width = image.naturalWidth || mostWidth
  const height = image.naturalHeight || mostHeight
  return { source: image, width, height, scalable: true, release: () => URL.revokeObjectURL(address) }
}
