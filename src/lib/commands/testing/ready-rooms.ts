import { emptyProfile, unknownFacts, type AccountPatch } from '$lib/domain/account';
import type { BatchId, OtpId } from '$lib/domain/ids';
import { newWorkspace } from '$lib/journal/testing/new-workspace';
import { Workspace } from '$lib/journal/workspace.svelte';
import { generateOtps, type OtpRun } from '../generate-otps';
import { must, roomId } from './test-tablet';

/** A new workspace, and a look at its last entry. */
export async function emptyWorkspace() {
	const { database, keys } = await newWorkspace();
	const workspace = await Workspace.open(database, keys);
	return {
		database,
		keys,
		workspace,
		entries: () => database.entries.count(),
		/** Kind and body of the newest entry. */
		async newest(): Promise<{ kind: string; body: unknown }> {
			const { kind, body } = (await workspace.history().next()).value!;
			return { kind, body };
		},
		/** The workspace as it is read from the disk. */
		reread() {
			return Workspace.open(database, keys);
		}
	};
}

/** A room to which nothing is missing. */
export function readyRoom(n: number, over: Partial<AccountPatch> = {}): AccountPatch {
	return {
		id: roomId(n),
		profile: { ...emptyProfile, signInName: roomId(n), displayName: `Room ${n}` },
		facts: { ...unknownFacts, enabled: true, licences: ['Teams Rooms Pro'] },
		...over
	};
}

/** A run for rooms, as the wizard asks for it. */
export function runFor(rooms: readonly number[], over: Partial<OtpRun> = {}): OtpRun {
	return {
		accounts: rooms.map(roomId),
		batchName: 'Oslo',
		notBefore: 0,
		expirationHours: 8,
		passwords: 'generate',
		...over
	};
}

/** Generates, as it should go well. */
export async function generated(
	workspace: Workspace,
	rooms: readonly number[],
	over: Partial<OtpRun> = {}
): Promise<{ batch: BatchId; otps: readonly OtpId[] }> {
	return must(await generateOtps(workspace, runFor(rooms, over)));
}
