/** Name of the database in device/database, which is not loaded for this question. */
const databaseName = 'roompass-device';

/** Whether this phone may carry rooms: then what keeps them is worth loading. */
export async function hasRooms(): Promise<boolean> {
	try {
		const databases = await indexedDB.databases();
		return databases.some(({ name }) => name === databaseName);
	} catch {
		// Older browsers do not list databases; opening one that is empty costs little.
		return 'indexedDB' in globalThis;
	}
}
