/**
 * A calendar day, so many days from today in the time zone of the browser tests. Counted in days and not in hours: the
 * clocks change between.
 */
export function day(offset: number): string {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(Date.now())
  return new Date(Date.parse(today) + offset * 86_400_000).toISOString().slice(0, 10)
}
