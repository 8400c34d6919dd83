// Stands in for fontkit's Brotli decoder, which only WOFF2 fonts need: ours are TrueType, and the decoder is 60 KB.
export default function decompress() {
  throw new Error('WOFF2 fonts are not supported: use TrueType')
}
