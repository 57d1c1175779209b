import { resolve } from '$app/paths';
import type { SyncPorts } from '$lib/sync/engine';
import { exclusively } from '$lib/sync/exclusively';
import { hubOf } from '$lib/sync/hub-address';
import type { MemberPorts } from '$lib/sync/hub-members';
import { database, readTablet } from './tablet';

/** What speaking to the hub works with in the browser. */
export function syncPorts(): SyncPorts {
	return {
		database,
		exclusively,
		address: hubOf(new URL(resolve('/'), location.href).href),
		fetch: (request) => fetch(request),
		now: Date.now,
		isOnline: () => navigator.onLine
	};
}

/** The same, speaking for this tablet. Only where it is in a workspace. */
export async function memberPorts(): Promise<SyncPorts & MemberPorts> {
	return { ...syncPorts(), tablet: (await readTablet())! };
}
