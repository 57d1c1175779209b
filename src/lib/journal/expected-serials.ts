import type { Account, ExpectedDevice } from '$lib/domain/account';
import { comparable } from '$lib/domain/device';
import type { AccountId } from '$lib/domain/ids';
import { addTo } from '$lib/domain/lists';
import { isListed, type WorkspaceState } from './state';

/** Made when it is first asked for of a state. */
const indexes = new WeakMap<WorkspaceState, ReadonlyMap<string, readonly AccountId[]>>();
/** What an account expects is a new object when it changes. */
const serials = new WeakMap<ExpectedDevice, string>();

/** The accounts that expect a device with this serial number. @param serial as devices are compared */
export function accountsExpecting(state: WorkspaceState, serial: string): readonly AccountId[] {
	let index = indexes.get(state);
	if (!index) indexes.set(state, (index = makeIndex(state)));
	return index.get(serial) ?? [];
}

function makeIndex(state: WorkspaceState): ReadonlyMap<string, readonly AccountId[]> {
	const index = new Map<string, AccountId[]>();
	for (const account of state.accounts.values()) {
		if (account.expected.serial === '' || !isListed(account)) continue;
		const serial = serialOf(account);
		if (serial !== '') addTo(index, serial, account.id);
	}
	return index;
}

function serialOf({ expected }: Account): string {
	let serial = serials.get(expected);
	if (serial === undefined) serials.set(expected, (serial = comparable(expected.serial)));
	return serial;
}
