/** Whole seconds of a clock-like duration: `01:00:01`, `1:30`, `00:00:02.5` (parts of a second are dropped), `1h 30m`. */
export function secondsOf(text: string): number | undefined {
  const clock = /^(-?)(\d{1,6}):([0-5]?\d)(?::([0-5]?\d)(?:\.\d+)?)?$/.exec(text.trim())
  if (clock !== null) {
    const seconds = Number(clock[2]) * 3600 + Number(clock[3]) * 60 + Number(clock[4] ?? '0')
    return clock[1] === '-' ? -seconds : seconds
  }
  const words =
    /^(?:(\d{1,6})\s*h(?:ours?|rs?)?)?\s*(?:(\d{1,4})\s*m(?:in(?:utes)?)?)?\s*(?:(\d{1,4})\s*s(?:ec)?)?$/i.exec(
      text.trim(),
    )
  if (words === null || text.trim() === '') return undefined
  return Number(words[1] ?? '0') * 3600 + Number(words[2] ?? '0') * 60 + Number(words[3] ?? '0')
}
