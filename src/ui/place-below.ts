const EDGE = 8
const DISTANCE = 4

/**
 * Puts a fixed element of the top layer below its anchor, above it where there is no room, never over an edge.
 * `match` gives it the anchor's width at least.
 */
export function placeBelow(element: HTMLElement, anchor: HTMLElement, align: 'start' | 'end', match = false): void {
  const at = anchor.getBoundingClientRect()
  if (match) element.style.minWidth = `${at.width}px`
  const { offsetWidth: width, offsetHeight: height } = element
  const wanted = align === 'end' ? at.right - width : at.left
  const left = Math.max(EDGE, Math.min(wanted, window.innerWidth - width - EDGE))
  const below = at.bottom + DISTANCE
  const above = at.top - DISTANCE - height
  const fits = below + height <= window.innerHeight - EDGE
  element.style.left = `${left}px`
  element.style.top = `${fits || above < EDGE ? Math.max(EDGE, Math.min(below, window.innerHeight - height - EDGE)) : above}px`
}
