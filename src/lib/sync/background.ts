import { RoompassDatabase } from '$lib/journal/database';
import { isPassing } from './ask-until-there';
import { syncWithHub } from './engine';
import { exclusively } from './exclusively';
import { hubOf } from './hub-address';

/**
 * Sends what waits and fetches what is new, with the app closed or locked: sealed bytes, and a signing key that cannot leave
 * the tablet.
 * @param app the app's own address, which the service worker's scope is
 * @returns rejects where it should be tried again
 */
export async function syncInBackground(app: string, database = new RoompassDatabase()): Promise<void> {
	try {
		const result = await syncWithHub({
			database,
			address: hubOf(app),
			fetch: (request) => fetch(request),
			now: Date.now,
			isOnline: () => navigator.onLine,
			exclusively
		});
		if (!result.ok && isPassing(result.error)) throw new Error(`the hub: ${result.error.type}`);
	} finally {
		database.close();
	}
}
