import type { Page } from '@playwright/test';
import { sequenceOf } from '../../src/lib/journal/sent';

type Store = 'entries' | 'operations' | 'inbox' | 'sent';

/** What can be read of a row; a store's rows have some of it. */
interface Row {
	readonly id: string;
	readonly position: number;
	readonly sequence: number;
	readonly count: number;
}

/** The rows of a tablet's database, as far as they can be handed over. */
function rowsOf(tablet: Page, store: Store): Promise<Row[]> {
	return tablet.evaluate(async (store) => {
		const done = <T>(request: IDBRequest<T>) =>
			new Promise<T>((resolve, reject) => {
				request.onsuccess = () => resolve(request.result);
				request.onerror = () => reject(request.error);
			});
		const database = await done(indexedDB.open('roompass'));
		const rows = (await done(database.transaction(store).objectStore(store).getAll())) as Row[];
		database.close();
		return rows.map(({ id, position, sequence, count }) => ({ id, position, sequence, count }));
	}, store);
}

/** The entries that a tablet holds, with their sequence numbers at the hub; 0: it does not have them. */
async function entriesOf(tablet: Page): Promise<{ id: string; sequence: number }[]> {
	const runs = await rowsOf(tablet, 'sent');
	return (await rowsOf(tablet, 'entries')).map((row) => ({ id: row.id, sequence: sequenceOf(row, runs) }));
}

/** The entries that a tablet holds, with their places at the hub, in order. */
export async function whatIsStored(tablet: Page): Promise<string[]> {
	return (await entriesOf(tablet)).map(({ id, sequence }) => `${sequence} ${id}`).sort();
}

/** What a tablet has not sent yet, and what it has not taken in. */
export async function stillToSend(tablet: Page): Promise<Record<'entries' | 'operations' | 'inbox', number>> {
	return {
		entries: (await entriesOf(tablet)).filter(({ sequence }) => sequence <= 0).length,
		operations: (await rowsOf(tablet, 'operations')).length,
		inbox: (await rowsOf(tablet, 'inbox')).length
	};
}
