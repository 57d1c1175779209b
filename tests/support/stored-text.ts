import type { Page } from '@playwright/test';

/**
 * Everything that the page's origin keeps in the browser, as one text: all of IndexedDB, Cache Storage, localStorage,
 * sessionStorage, cookies and the addresses in this tab. Bytes stand as Latin-1, one character each, and once more as
 * UTF-16, so that a plaintext is found however it was stored.
 */
export function storedText(page: Page): Promise<string> {
	return page.evaluate(async () => {
		const found: string[] = [location.href, document.cookie];
		const add = (bytes: Uint8Array) => {
			found.push(new TextDecoder('latin1').decode(bytes));
			if (bytes.length % 2 === 0) found.push(new TextDecoder('utf-16le').decode(bytes));
		};
		const walk = (value: unknown): void => {
			if (value instanceof ArrayBuffer) add(new Uint8Array(value));
			else if (ArrayBuffer.isView(value))
				add(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
			else if (value !== null && typeof value === 'object')
				for (const [key, field] of Object.entries(value)) {
					found.push(key);
					walk(field);
				}
			else found.push(String(value));
		};
		const done = <T>(request: IDBRequest<T>) =>
			new Promise<T>((resolve, reject) => {
				request.onsuccess = () => resolve(request.result);
				request.onerror = () => reject(request.error);
			});
		for (const { name } of await indexedDB.databases()) {
			const database = await done(indexedDB.open(name!));
			for (const store of database.objectStoreNames) {
				const objects = database.transaction(store).objectStore(store);
				walk(await done(objects.getAllKeys()));
				walk(await done(objects.getAll()));
			}
			database.close();
		}
		for (const name of await caches.keys()) {
			const cache = await caches.open(name);
			for (const request of await cache.keys()) {
				found.push(request.url);
				add(new Uint8Array(await (await cache.match(request))!.arrayBuffer()));
			}
		}
		walk({ ...localStorage });
		walk({ ...sessionStorage });
		return found.join('\n');
	});
}
