import type { BrowserContext } from '@playwright/test';

/**
 * Wakes the app's service worker as the browser does when there is a network again (Background Sync API), with no page of the
 * app open: an empty tab asks for it.
 * @param app the app's own address, with a slash at its end
 */
export async function wakeServiceWorker(context: BrowserContext, app: string, tag: string): Promise<void> {
	const empty = await context.newPage();
	const session = await context.newCDPSession(empty);
	const registered = new Promise<string>((resolve) => {
		session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
			const found = registrations.find(({ scopeURL, isDeleted }) => scopeURL === app && !isDeleted);
			if (found) resolve(found.registrationId);
		});
	});
	await session.send('ServiceWorker.enable');
	const registrationId = await registered;
	const { origin } = new URL(app);
	await session.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId, tag, lastChance: false });
	await empty.close();
}
