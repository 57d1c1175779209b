import { Buffer } from 'node:buffer';
import type { Place } from '$lib/protocol/hub/pull';
import { bytesOfHex } from './bytes';
import type { Database } from './database/database';
import { withRetries } from './database/retry';
import { Gathered } from './gathered';
import { ticketStates, type TicketProof, type TicketRow } from './ticket-states';

/** A claim of a ticket. `request`: hash of the request, `tag`: of the serial number, in hex; `bytes`: the request. */
export interface Claim extends TicketProof {
	readonly request: string;
	readonly tag: string;
	readonly bytes: Uint8Array;
}

/** A member's push, as the SQL function `push_all` takes it. */
export interface PushToCommit {
	/** 32 hex digits. */
	readonly workspace: string;
	readonly entries: readonly { readonly id: string; readonly bytes: Uint8Array }[];
	/** Where the tablet says that it is: protocol/hub/pull. */
	readonly place: Place;
	/** Rows with `type` and `ticket`, see journal. */
	readonly operations: readonly Readonly<Record<string, unknown>>[];
	/** The nonce of a push whose operations are to be heard once, 32 hex digits; none: they may be heard again. */
	readonly once: string | null;
}

/** What came of a push: `quota`, `rewound`: nothing of it was taken. */
export interface Pushed {
	readonly outcome: 'pushed' | 'quota' | 'rewound';
	readonly head: number;
	/** The sequence number of each entry. */
	readonly sequences: readonly number[];
	/** When each was received. */
	readonly times: readonly number[];
}

/** What a workspace may have. */
export interface Quota {
	readonly workspaceBytes: number;
	readonly workspaceTickets: number;
}

/** What goes into one commit at the most: a few large pushes, or many small ones. */
const maxClaims = 500;
const maxPushes = 200;
const maxPushedBytes = 8 * 1024 * 1024;

/**
 * Claims and pushes, gathered: those that arrive while a commit is under way share the next one. The lock on a workspace's
 * row is held through its commit, so one commit for each would be the ceiling. Each is answered after the commit, and none is
 * told that it was done before it is on disk. Both are the same when they are done again, so a commit whose answer was lost
 * is repeated.
 */
export class Commits {
	readonly #claims: Gathered<Claim, TicketRow>;
	readonly #pushes: Gathered<PushToCommit, Pushed>;

	constructor(
		private readonly database: Database,
		private readonly now: () => number,
		private readonly quota: Quota,
		committed: (claims: number) => void = () => undefined
	) {
		this.#claims = new Gathered(async (claims) => {
			const rows = await this.#claimAll(claims);
			committed(claims.length);
			return rows;
		}, maxClaims);
		this.#pushes = new Gathered(
			async (pushes) => {
				const rows = await withRetries(() => this.#pushAll(pushes));
				committed(0);
				return rows;
			},
			maxPushes,
			{ of: ({ entries }) => entries.reduce((sum, { bytes }) => sum + bytes.length, 0), max: maxPushedBytes }
		);
	}

	/** Claims a ticket, and says where it stands for this device then. */
	claim(claim: Claim): Promise<TicketRow> {
		return this.#claims.add(claim);
	}

	/** Adds a push to its workspace's journal. */
	push(push: PushToCommit): Promise<Pushed> {
		return this.#pushes.add(push);
	}

	/** Resolves when nothing is under way. */
	async idle(): Promise<void> {
		await Promise.all([this.#claims.idle(), this.#pushes.idle()]);
	}

	async #claimAll(claims: readonly Claim[]): Promise<TicketRow[]> {
		let end = 0;
		const parameters = [
			bytesOfHex(claims.map((c) => c.ticket + c.token + c.device + c.request + c.tag).join('')),
			`{${claims.map(({ bytes }) => (end += bytes.length)).join()}}`,
			Buffer.concat(claims.map(({ bytes }) => bytes))
		];
		const rows = await withRetries(() =>
			this.database.query<TicketRow | Unchanged>(
				'select state, at, bytes from claim_tickets($1, $2::text::int[], $3, $4::bigint)',
				[...parameters, this.now()]
			)
		);
		const unchanged = claims.filter((_, i) => rows[i]!.state === null);
		if (unchanged.length === 0) return rows as TicketRow[];
		const requests = unchanged.map(({ request }) => request);
		const states = await ticketStates(this.database, unchanged, this.now(), requests);
		return rows.map((row) => (row.state === null ? states.shift()! : row) as TicketRow);
	}

	async #pushAll(pushes: readonly PushToCommit[]): Promise<Pushed[]> {
		const now = this.now();
		const { ids, parts, pushesOf, again, placesOf } = eachOnce(pushes);
		const listed = pushes.map(() => ({ entries: 0, size: 0 }));
		for (const [i, { length }] of parts.entries()) {
			const of = listed[pushesOf[i]! - 1]!;
			of.entries++;
			of.size += length;
		}
		const heads = pushes.map(({ workspace, entries, operations, place, once }, i) => ({
			workspace,
			...listed[i]!,
			...(once === null ? {} : { once }),
			...(place.at === null ? {} : { after: place.sequence, received: place.at }),
			bytes: entries.reduce((sum, { bytes }) => sum + bytes.length, 0),
			tickets: operations.filter(({ type }) => type === 'ticket').length
		}));
		let next = 1;
		const starts = parts.map(({ length }) => (next += length) - length);
		const operations = pushes.flatMap(({ workspace, operations }, i) =>
			operations.map((operation) => ({ push: i + 1, workspace, ...operation }))
		);
		const rows = await this.database.query<PushRow>(
			`select outcome, head, shift, sequences, times from push_all(
				$1, $2, $3::text::int[], $4::text::int[], $5::text::int[], $6, $7, $8, $9::bigint, $10::bigint, $11::bigint)`,
			[
				JSON.stringify(heads),
				bytesOfHex(ids.join('')),
				`{${pushesOf.join()}}`,
				`{${starts.join()}}`,
				`{${parts.map(({ length }) => length).join()}}`,
				JSON.stringify(again),
				Buffer.concat(parts),
				JSON.stringify(operations),
				now,
				this.quota.workspaceBytes,
				this.quota.workspaceTickets
			]
		);
		const isShifted = rows[0]!.shift !== null;
		const sequences = isShifted
			? pushesOf.map((push, i) => rows[push - 1]!.shift! + i + 1)
			: (JSON.parse(rows[0]!.sequences ?? '[]') as number[]);
		const times = isShifted ? pushesOf.map(() => now) : (JSON.parse(rows[0]!.times ?? '[]') as number[]);
		return rows.map(({ outcome, head }, i) => ({
			outcome,
			head,
			sequences: placesOf[i]!.map((place) => sequences[place]!),
			times: placesOf[i]!.map((place) => times[place]!)
		}));
	}
}

/** A row of the SQL function `claim_tickets` where the claim has changed nothing. */
interface Unchanged {
	readonly [column: string]: unknown;
	readonly state: null;
}

/** A row of the SQL function `push_all`. */
interface PushRow {
	readonly [column: string]: unknown;
	readonly outcome: Pushed['outcome'];
	readonly head: number;
	readonly shift: number | null;
	readonly sequences: string | null;
	readonly times: string | null;
}

/** The entries of pushes, each of a workspace once, as `push_all` takes them, and which of them those of each push are. */
function eachOnce(pushes: readonly PushToCommit[]) {
	const places = new Map<string, number>();
	const ids: string[] = [];
	const parts: Uint8Array[] = [];
	const pushesOf: number[] = [];
	const again: [entry: number, push: number][] = [];
	const placesOf = pushes.map(({ workspace, entries }, i) =>
		entries.map(({ id, bytes }) => {
			const known = places.get(workspace + id);
			if (known !== undefined) {
				if (pushesOf[known] !== i + 1) again.push([known + 1, i + 1]);
				return known;
			}
			const place = ids.length;
			places.set(workspace + id, place);
			ids.push(id);
			parts.push(bytes);
			pushesOf.push(i + 1);
			return place;
		})
	);
	return { ids, parts, pushesOf, again, placesOf };
}
