/** What the service worker is woken with when there is a network, also with the page closed (Background Sync API). */
export const syncTag = 'roompass-device';

/** Asks to be woken. Where the browser has no Background Sync, or refuses it, what waits is sent from the open page alone. */
export async function askToSync(workers: ServiceWorkerContainer | undefined): Promise<void> {
	try {
		const registration = (await workers?.getRegistration()) as
			{ readonly sync?: { register(tag: string): Promise<void> } } | undefined;
		await registration?.sync?.register(syncTag);
	} catch {
		// Refused by the person or the browser's own limits.
	}
}
