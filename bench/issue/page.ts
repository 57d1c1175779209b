import type { AccountId } from '$lib/domain/ids';
import { generateOtps } from '$lib/commands/generate-otps';
import type { RoompassDatabase } from '$lib/journal/database';
import type { Workspace } from '$lib/journal/workspace.svelte';
import { randomBytes } from '$lib/protocol/bytes';
import { foundWorkspace } from '../support/bench-workspace';
import { roomsCsv } from '../support/building';
import { importCsv } from '../support/import-csv';
import type { Side } from '../support/page';

const count = 10_000;
let workspace: Workspace;
let database: RoompassDatabase;
let codes: string[] = [];
let entries: Uint8Array<ArrayBuffer>[] = [];

/** The floor is given codes and entry sizes of a real run, made beforehand. */
export async function prepare(side: Side): Promise<void> {
	({ workspace, database } = await foundWorkspace());
	await importCsv(workspace, new Blob([roomsCsv(count)]));
	if (side === 'work') return;
	const before = await database.entries.count();
	await issue();
	codes = [...workspace.state.otps.values()].map(({ code }) => code);
	const records = await database.entries.offset(before).toArray();
	entries = records.map(({ bytes }) => randomBytes(bytes.length));
}

async function issue(): Promise<number> {
	const issued = await generateOtps(workspace, {
		accounts: [...workspace.state.accounts.keys()] as AccountId[],
		batchName: 'Everything',
		notBefore: 0,
		expirationHours: 8,
		passwords: 'generate'
	});
	if (!issued.ok) throw new Error(issued.error.type);
	return issued.value.otps.length;
}

export const work = issue;

export async function peer(): Promise<number> {
	const encoder = new TextEncoder();
	const params = {
		name: 'HKDF',
		hash: 'SHA-256',
		salt: encoder.encode('salt'),
		info: encoder.encode('ticket id')
	};
	const tickets = await Promise.all(
		codes.map(async (code) => {
			const key = await crypto.subtle.importKey('raw', encoder.encode(code), 'HKDF', false, ['deriveBits']);
			return crypto.subtle.deriveBits(params, key, 128);
		})
	);
	const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
	const sealed = await Promise.all(
		entries.map((bytes) => crypto.subtle.encrypt({ name: 'AES-GCM', iv: randomBytes(12) }, key, bytes))
	);
	await store(sealed);
	return tickets.length;
}

function store(values: ArrayBuffer[]): Promise<void> {
	return new Promise((resolve, reject) => {
		const opening = indexedDB.open('floor', 1);
		opening.onupgradeneeded = () => opening.result.createObjectStore('entries', { autoIncrement: true });
		opening.onerror = () => reject(opening.error);
		opening.onsuccess = () => {
			const transaction = opening.result.transaction('entries', 'readwrite');
			for (const value of values) transaction.objectStore('entries').add(value);
			transaction.oncomplete = () => resolve();
			transaction.onerror = () => reject(transaction.error);
		};
	});
}
