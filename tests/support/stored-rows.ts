import type { Page } from '@playwright/test';

type Store = 'entries' | 'operations' | 'inbox';

/** The rows of a tablet's database, as far as they can be handed over. */
function rowsOf(tablet: Page, store: Store): Promise<{ id?: string; sequence?: number }[]> {
	return tablet.evaluate(async (store) => {
		const done = <T>(request: IDBRequest<T>) =>
			new Promise<T>((resolve, reject) => {
				request.onsuccess = () => resolve(request.result);
				request.onerror = () => reject(request.error);
			});
		const database = await done(indexedDB.open('roompass'));
		const rows = await done(database.transaction(store).objectStore(store).getAll());
		database.close();
		return rows.map(({ id, sequence }: { id?: string; sequence?: number }) => ({ id, sequence }));
	}, store);
}

/** The entries that a tablet holds, with their places at the hub, in order. */
export async function whatIsStored(tablet: Page): Promise<string[]> {
	return (await rowsOf(tablet, 'entries')).map(({ id, sequence }) => `${sequence} ${id}`).sort();
}

/** What a tablet has not sent yet, and what it has not taken in. */
export async function stillToSend(tablet: Page): Promise<Record<Store, number>> {
	return {
		entries: (await rowsOf(tablet, 'entries')).filter(({ sequence }) => !(sequence! > 0)).length,
		operations: (await rowsOf(tablet, 'operations')).length,
		inbox: (await rowsOf(tablet, 'inbox')).length
	};
}
