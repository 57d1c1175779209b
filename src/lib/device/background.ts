import { hubAddress } from '$lib/protocol/hub/address';
import { DeviceDatabase } from './database';
import { sendWaiting } from './send-waiting';

/**
 * Sends what this phone's rooms wait to send, for a service worker that was woken because there is a network. Rejects where
 * something still waits, so that the browser wakes it again.
 * @param scope the app's own address
 */
export async function sendInBackground(scope: string, database = new DeviceDatabase()): Promise<void> {
	const builtIn = typeof __HUB_URL__ === 'string' ? __HUB_URL__ : '';
	try {
		const address = hubAddress(builtIn, scope, '');
		const { waiting } = await sendWaiting(database, {
			address,
			fetch: (input, init) => fetch(input, init)
		});
		if (waiting > 0) throw new Error('Something still waits to be sent.');
	} finally {
		database.close();
	}
}
