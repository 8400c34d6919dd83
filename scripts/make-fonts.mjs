// Makes the fonts of public/fonts from Debian's fonts-noto-core and fonts-noto-cjk and from Noto Emoji (a static regular face), cut to what
// documents print. Run by hand when the selection changes: the results are committed, the build never calls this.
//   apt-get install fonts-noto-core fonts-noto-cjk
//   node scripts/make-fonts.mjs [--emoji NotoEmoji-Regular.ttf]
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import subsetFont from 'subset-font'

const noto = '/usr/share/fonts/truetype/noto'
const cjk = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'
const target = fileURLToPath(new URL('../public/fonts/', import.meta.url))

/** Latin, Greek, Cyrillic, punctuation, currency signs and the symbols that invoices use. */
const baseRanges = [
  [0x20, 0x7e],
  [0xa0, 0x2ff],
  [0x300, 0x36f],
  [0x370, 0x3ff],
  [0x400, 0x52f],
  [0x1d00, 0x1dbf],
  [0x1e00, 0x1fff],
  [0x2000, 0x206f],
  [0x2070, 0x209f],
  [0x20a0, 0x20cf],
  [0x2100, 0x214f],
  [0x2150, 0x218f],
  [0x2190, 0x21ff],
  [0x2200, 0x22ff],
  [0x25a0, 0x25ff],
  [0x2c60, 0x2c7f],
  [0x2e00, 0x2e2f],
  [0xa720, 0xa7ff],
  [0xfb00, 0xfb06],
  [0xfe20, 0xfe2f],
  [0xfffd, 0xfffd],
]

/** Scripts loaded on demand: everything the face holds. */
const scripts = [
  'Arabic',
  'Armenian',
  'Bengali',
  'Devanagari',
  'Ethiopic',
  'Georgian',
  'Gujarati',
  'Gurmukhi',
  'Hebrew',
  'Kannada',
  'Khmer',
  'Lao',
  'Malayalam',
  'Myanmar',
  'Sinhala',
  'Tamil',
  'Telugu',
  'Thai',
]

/** Faces of the collection that are kept, with the code points of the region's own character set. */
const cjkFaces = [
  { name: 'cjk-jp', face: 0, points: () => [...kana(), ...legacySet('euc-jp', 0xa1, 0xfe)] },
  {
    name: 'cjk-kr',
    face: 1,
    points: () => [...range(0x1100, 0x11ff), ...range(0x3130, 0x318f), ...range(0xac00, 0xd7a3)],
  },
  { name: 'cjk-sc', face: 2, points: () => [...kana(), ...legacySet('gb18030', 0xa1, 0xf7)] },
  { name: 'cjk-tc', face: 3, points: () => legacySet('big5', 0xa1, 0xc6) },
  { name: 'cjk-tc-rare', face: 3, points: () => legacySet('big5', 0xc9, 0xf9) },
]

function range(first, last) {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

function kana() {
  return [...range(0x3000, 0x30ff), ...range(0x31f0, 0x31ff), ...range(0xff00, 0xffef)]
}

/** Every character that a two-byte legacy encoding can write: what people of the region use. */
function legacySet(encoding, firstLead, lastLead) {
  const decoder = new TextDecoder(encoding)
  const points = new Set(range(0x3000, 0x303f))
  for (const lead of range(firstLead, lastLead)) {
    for (const trail of range(0x40, 0xfe)) {
      if (encoding !== 'big5' && trail < 0xa1) continue
      const text = decoder.decode(Uint8Array.of(lead, trail))
      const point = text.codePointAt(0)
      if ([...text].length === 1 && point >= 0x3000 && point !== 0xfffd && !(point >= 0xe000 && point < 0xf900))
        points.add(point)
    }
  }
  return [...points]
}

/** One face of a TrueType collection as a font file of its own. */
function faceOfCollection(bytes, index) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const directory = view.getUint32(12 + index * 4)
  const tableCount = view.getUint16(directory + 4)
  const header = Buffer.from(bytes.subarray(directory, directory + 12 + tableCount * 16))
  const parts = [header]
  let offset = header.length
  for (let table = 0; table < tableCount; table++) {
    const entry = 12 + table * 16
    const start = header.readUInt32BE(entry + 8)
    const length = header.readUInt32BE(entry + 12)
    const padded = (length + 3) & ~3
    parts.push(bytes.subarray(start, start + length), Buffer.alloc(padded - length))
    header.writeUInt32BE(offset, entry + 8)
    offset += padded
  }
  return Buffer.concat(parts)
}

async function write(name, font, points) {
  const text = points === undefined ? undefined : String.fromCodePoint(...points)
  const options = { targetFormat: 'sfnt', noHinting: true, preserveNameIds: [0, 1, 2, 4, 5, 6, 13, 14] }
  const bytes =
    points === undefined
      ? await subsetFont(font, undefined, { ...options, keepAllGlyphs: true })
      : await subsetFont(font, text, options)
  await writeFile(`${target}${name}.ttf`, bytes)
  console.log(`${name}.ttf ${Math.round(bytes.length / 1024)} KiB`)
}

await mkdir(`${target}extra`, { recursive: true })
const base = baseRanges.flatMap(([first, last]) => range(first, last))
for (const weight of ['Regular', 'Bold'])
  await write(`noto-sans-${weight.toLowerCase()}`, await readFile(`${noto}/NotoSans-${weight}.ttf`), base)
for (const script of scripts)
  await write(`extra/${script.toLowerCase()}`, await readFile(`${noto}/NotoSans${script}-Regular.ttf`))
for (const name of ['Symbols', 'Symbols2', 'Math'])
  await write(`extra/${name.toLowerCase()}`, await readFile(`${noto}/NotoSans${name}-Regular.ttf`))
// The minus sign, arrows and relations that Noto Sans itself lacks: small, so that it can always be there.
await write('noto-sans-signs', await readFile(`${noto}/NotoSansMath-Regular.ttf`), [
  ...range(0x2190, 0x21ff),
  ...range(0x2200, 0x22ff),
  ...range(0x25a0, 0x25ff),
])
const collection = await readFile(cjk)
for (const { name, face, points } of cjkFaces)
  await write(`extra/${name}`, faceOfCollection(collection, face), points())
const emoji = process.argv.indexOf('--emoji')
if (emoji > 0) await write('extra/emoji', await readFile(process.argv[emoji + 1]))
