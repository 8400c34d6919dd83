/** Whether the browser has been asked to wake the app now and then, and does so: only where it is installed. */
export async function looksByItself(): Promise<boolean> {
  const registration = (await navigator.serviceWorker?.getRegistration()) as
    | { readonly periodicSync?: { getTags(): Promise<readonly string[]> } }
    | undefined
  const tags = await registration?.periodicSync?.getTags().catch(() => [])
  return (tags?.length ?? 0) > 0
}
