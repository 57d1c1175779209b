import type { OtpId } from '$lib/domain/ids';
import type { OperationRecord, RoompassDatabase } from '$lib/journal/database';
import { grantWanted, ruleIdentity } from '$lib/journal/grants';
import type { WorkspaceState } from '$lib/journal/state';
import { grantOperation, isEqual, mayHoldGrants } from './grants';
import { changeHubState, type HubState } from './hub-state';
import { entryOf } from './operations';

/** Sealed at a time, so that a tablet with many goes on answering. */
const grantsAtOnce = 250;

/** Whether the hub has the grants of another rule than the one that holds. Tickets come first. */
export function needsGrants(hub: HubState, { preferences }: WorkspaceState, now: number): boolean {
	return !hub.needsOperations && hub.toldRule !== ruleIdentity(preferences.value, now);
}

/**
 * Gives the hub the grants of the rule that holds, where it has those of another one: the rule was changed, here or on another
 * tablet, or clocks in its zone were. It takes away those that are not wanted, whoever made them. In pieces, each told at once;
 * what breaks off is done again as a whole, and so is what the rule has changed under.
 * @param current the state as it is when it is asked, as it goes on changing meanwhile
 * @param now ms since 1970
 */
export async function tellGrants(
	database: RoompassDatabase,
	hub: HubState,
	current: () => WorkspaceState,
	now: number
): Promise<void> {
	const state = current();
	if (!needsGrants(hub, state, now)) return;
	const rule = ruleIdentity(state.preferences.value, now);
	// Where nobody has ever set any preferences, nothing can have been granted.
	const otps = state.preferences.key === '' ? [] : mayHoldGrants(state, now);
	for (let i = 0; i < otps.length; i += grantsAtOnce) {
		const records = await operationsFor(otps.slice(i, i + grantsAtOnce), current, now);
		// Locked meanwhile.
		if (current().workspace !== hub.workspace) return;
		const isMeant = await database.transaction('rw', database.operations, database.local, async () => {
			const isMeant = await changeHubState(database, hub, (hub) => hub);
			if (isMeant) await database.operations.bulkAdd(records);
			return isMeant;
		});
		if (!isMeant) return;
	}
	await changeHubState(database, hub, (hub) => ({ ...hub, toldRule: rule }));
}

async function operationsFor(
	otps: readonly OtpId[],
	current: () => WorkspaceState,
	now: number
): Promise<OperationRecord[]> {
	const wantedNow = (id: OtpId) => grantWanted(current(), current().otps.get(id), now);
	const told = await Promise.all(
		otps.map(async (id) => {
			const terms = wantedNow(id);
			const operation = terms
				? await grantOperation(current().workspace, terms, now)
				: ({ type: 'withdraw-grant', ticketId: id } as const);
			return { id, terms, operation };
		})
	);
	return told.flatMap(({ id, terms, operation }) => {
		// What was changed while this was being sealed has told the hub by itself.
		const wanted = wantedNow(id);
		if (terms ? !wanted || !isEqual(wanted, terms) : wanted) return [];
		const otp = current().otps.get(id);
		// Not before the ticket itself, which goes with the entry that issued it.
		return otp ? [{ entry: entryOf(otp.key), operation, sending: 0 as const }] : [];
	});
}
