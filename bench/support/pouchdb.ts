/** The little of PouchDB that the benchmarks use. */
export interface PouchDb {
	bulkDocs(documents: readonly object[]): Promise<readonly object[]>;
	allDocs(options: { include_docs: boolean }): Promise<{ rows: readonly { doc: Record<string, unknown> }[] }>;
	readonly replicate: {
		to(other: string | PouchDb, options?: object): Promise<{ ok: boolean; docs_written: number }>;
		from(other: string | PouchDb, options?: object): Promise<{ ok: boolean; docs_written: number }>;
	};
}

/** Loads PouchDB into this page from its server; a database of the browser by name, or of the server by address. */
export async function loadPouchDb(): Promise<(name: string) => PouchDb> {
	await new Promise((resolve, reject) => {
		const script = document.createElement('script');
		Object.assign(script, { src: '/pouchdb.js', onload: resolve, onerror: reject });
		document.head.append(script);
	});
	const { PouchDB } = globalThis as unknown as { PouchDB: new (name: string) => PouchDb };
	return (name) => new PouchDB(name);
}
