import { err, ok, type Result } from '$lib/domain/result';
import type { RoompassDatabase } from '$lib/journal/database';
import { parsePage, placeQuery } from '$lib/protocol/hub/pull';
import { encodePush } from '$lib/protocol/hub/push';
import { parsePushAnswer } from '$lib/protocol/hub/push-answer';
import { HubClient, hubErrorType, type HubError, type HubPorts } from './hub-client';
import { startOver } from './connection';
import { changeHubState, placeOf, readHubState, readTabletKey, type HubState } from './hub-state';
import { releasePush, settlePush, takePush } from './outbox';
import { storePage } from './pulled';

/**
 * One sync: what waits is pushed, then what is new is pulled, in pages. It touches sealed bytes alone, so it works while the
 * vault is locked, in a page as in the service worker. Every step is a transaction, and every request may be repeated: a
 * sync that breaks off anywhere is simply done again.
 *
 * ```
 *            ┌──────── failing, or new here ───────┐
 *  start ────┤                                      ▼
 *            └─▶ push, until nothing waits ◀────── pull, until the head is reached ──▶ done
 *                          └─────────────────────────▶
 * ```
 * After a failure it pulls first, to see that the hub is there: a decision can be taken back until it is on its way.
 */
export interface SyncPorts extends HubPorts {
	readonly database: RoompassDatabase;
	/** False where there is certainly no network. */
	readonly isOnline: () => boolean;
	/** Runs one sync at a time, of all the tabs and the service worker; see exclusively. */
	readonly exclusively: <T>(task: () => Promise<T>) => Promise<T>;
}

export type SyncError = HubError | { readonly type: 'NotConnected' };

/** Syncs once, and notes how it went. Rejects where the database does. */
export function syncWithHub(ports: SyncPorts): Promise<Result<void, SyncError>> {
	return ports.exclusively(async () => {
		const { database } = ports;
		const [state, tablet] = await Promise.all([readHubState(database), readTabletKey(database)]);
		if (!state || !tablet) return err({ type: 'NotConnected' });
		const client = new HubClient(ports, tablet, state.clockOffset);
		const result = await pushAndPullAnew(ports, client, state);
		const failure = result.ok ? null : hubErrorType(result.error);
		await changeHubState(database, state, (now) => ({
			...now,
			clockOffset: client.clockOffset,
			lastSyncedAt: result.ok ? ports.now() : now.lastSyncedAt,
			failure,
			failingSince: failure === null ? null : (now.failingSince ?? ports.now())
		}));
		return result;
	});
}

/** Begins anew, once, where the hub has not got what this tablet had from it: its operator had to restore a backup. */
async function pushAndPullAnew(
	ports: SyncPorts,
	client: HubClient,
	state: HubState
): Promise<Result<void, HubError>> {
	const result = await pushAndPull(ports, client, state);
	if (result.ok || !isRewound(result.error)) return result;
	await startOver(ports.database, state);
	const again = await pushAndPull(ports, client, { ...state, isCaughtUp: false });
	// A hub that forgets while it is asked is none to go on with.
	return again.ok || !isRewound(again.error) ? again : err({ type: 'NoHub', status: 200 });
}

function isRewound(error: HubError): boolean {
	return error.type === 'Refused' && error.problem === 'rewound';
}

async function pushAndPull(
	ports: SyncPorts,
	client: HubClient,
	state: HubState
): Promise<Result<void, HubError>> {
	if (state.failure !== null || !state.isCaughtUp || !ports.isOnline()) {
		const pulled = await pull(ports, client, state);
		if (!pulled.ok) return pulled;
	}
	const pushed = await push(ports, client, state);
	// A hub that will not take any more may still have something to tell.
	if (!pushed.ok && (pushed.error.type !== 'Refused' || isRewound(pushed.error))) return pushed;
	if (pushed.ok && pushed.value) return ok(undefined);
	const pulled = await pull(ports, client, state);
	return pushed.ok ? pulled : pushed;
}

/** @returns whether the hub's last answer told that there is nothing to pull; `false` where nothing was pushed */
async function push(
	{ database, now }: SyncPorts,
	client: HubClient,
	state: HubState
): Promise<Result<boolean, HubError>> {
	let hasAll = false;
	for (let taken = await takePush(database); taken;) {
		const { entries, operations, place } = taken;
		const answer = await client.askJson({
			method: 'POST',
			target: `/v1/workspaces/${state.workspace}/push?${placeQuery(place)}&news`,
			body: encodePush({
				entries: entries.map(({ bytes }) => bytes),
				operations: operations.map(({ operation }) => operation)
			}),
			bodyType: 'application/cbor',
			answerType: 'application/json'
		});
		if (!answer.ok) {
			if (answer.error.type === 'Refused') await releasePush(database, taken);
			return answer;
		}
		const parsed = parsePushAnswer(answer.value, entries.length, place.sequence);
		if (!parsed) return err({ type: 'NoHub', status: 200 });
		const { head, sequences, times, news } = parsed;
		// First, so that what was pushed follows what is here.
		if (news && news.items.length > 0) await storePage(database, state, place.sequence, news, now());
		const settled = await settlePush(database, state, taken, sequences, times);
		hasAll = settled !== null && settled.pulledTo >= head;
		// Where it was disconnected meanwhile, the rest is for the next connection.
		taken = settled?.hasMore ? await takePush(database) : null;
	}
	return ok(hasAll);
}

async function pull(
	{ database, now }: SyncPorts,
	client: HubClient,
	state: HubState
): Promise<Result<void, HubError>> {
	for (;;) {
		const current = await readHubState(database);
		if (current?.connectedAt !== state.connectedAt) return ok(undefined);
		const { pulledTo } = current;
		const answer = await client.ask({
			method: 'GET',
			target: `/v1/workspaces/${state.workspace}/pull?${placeQuery(placeOf(current))}`,
			answerType: 'application/cbor'
		});
		if (!answer.ok) return answer;
		const page = parsePage(answer.value, pulledTo);
		if (!page) return err({ type: 'NoHub', status: 200 });
		await storePage(database, state, pulledTo, page, now());
		if (page.items.length === 0 || pulledTo + page.items.length >= page.head) break;
	}
	if (!state.isCaughtUp) await changeHubState(database, state, (now) => ({ ...now, isCaughtUp: true }));
	return ok(undefined);
}
