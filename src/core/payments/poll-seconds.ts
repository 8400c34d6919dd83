/**
 * How long to wait before the processor is asked again how a charge stands, by the age of the attempt in seconds: often
 * while somebody may be looking, four times a day in the end. Undefined after two weeks: a person decides.
 */
export function pollSeconds(age: number): number | undefined {
  const minute = 60
  const hour = 60 * minute
  const day = 24 * hour
  if (age < 10 * minute) return minute
  if (age < 2 * hour) return 10 * minute
  if (age < 2 * day) return hour
  return age < 14 * day ? 6 * hour : undefined
}
