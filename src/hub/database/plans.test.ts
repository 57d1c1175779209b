import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomBytes, randomId } from '$lib/protocol/bytes';
import { extent } from '../../../tests/support/extent';
import { bytesOfHex, hexOf } from '../bytes';
import { Commits, type Claim } from '../commits';
import { ticketStates } from '../ticket-states';
import { engines, newDatabase } from '../testing/new-hub';
import { openDatabase, type Database } from './database';

const hour = 3_600_000;
const now = Date.now();
/** What one commit of twenty may look at, in rows of tables and indexes: a few for each. */
const fewRows = 400;
/** How large the hub grows. */
const tickets = extent({ short: 200, whole: 600 });

/**
 * PostgreSQL keeps the plan that it made for a function when a hub was new, until statistics tell it otherwise: so each must be
 * right for a hub that is large.
 */
describe.each(engines)(
	'a hub on %s that was new when first asked, and has grown',
	{ tags: ['soak'] },
	(engine) => {
		let database: Database;
		let commits: Commits;
		let workspace: string;

		beforeEach(async () => {
			const choice = await newDatabase(engine);
			// One connection: each keeps plans of its own.
			database = await openDatabase({ ...choice, connections: 1 } as typeof choice);
			for (const table of ['workspaces', 'items', 'tickets', 'decisions'])
				await database.query(`alter table ${table} set (autovacuum_enabled = off)`);
			commits = new Commits(database, () => now, { workspaceBytes: 1e12, workspaceTickets: 1e9 });
			workspace = randomId();
			await database.query('insert into workspaces (id, created_at) values ($1, 0)', [bytesOfHex(workspace)]);
		});
		afterEach(() => database.close());

		const push = (
			count: number,
			operations: readonly Readonly<Record<string, unknown>>[]
		): Promise<unknown> =>
			commits.push({
				workspace,
				place: { sequence: 0, at: null },
				once: operations.some(({ type }) => type === 'extend') ? randomId() : null,
				entries: Array.from({ length: count }, () => ({ id: randomId(), bytes: randomBytes(80) })),
				operations
			});

		/** Claims of so many tickets that the hub knows. */
		async function known(count: number): Promise<Claim[]> {
			const hex = (length: number) => hexOf(randomBytes(length));
			const claims = Array.from({ length: count }, () => ({
				ticket: randomId(),
				token: hex(32),
				device: hex(32),
				request: randomId(),
				bytes: randomBytes(80),
				tag: hex(16)
			}));
			const times = { notBefore: 0, redeemBy: now + hour, decideWithin: hour };
			await push(
				0,
				claims.map(({ ticket, token }) => ({ type: 'ticket', ticket, token, ...times }))
			);
			return claims;
		}

		const decisionOf = ({ ticket, request }: Claim) => ({
			type: 'decision',
			ticket,
			request,
			bytes: hexOf(randomBytes(80)),
			collectBy: now + hour
		});
		const operations =
			(more: (claim: Claim) => Readonly<Record<string, unknown>>) => (claims: readonly Claim[]) =>
				push(claims.length, claims.map(more));

		const claimAll = (claims: readonly Claim[]) => Promise.all(claims.map((claim) => commits.claim(claim)));
		const window = { perHour: 3, from: 0, until: 0 };
		const asked: Readonly<Record<string, (claims: readonly Claim[]) => Promise<unknown>>> = {
			grants: operations(({ ticket, bytes, tag }) => ({
				type: 'grant',
				ticket,
				bytes: hexOf(bytes),
				tag,
				...window
			})),
			withdrawals: operations(({ ticket }) => ({ type: 'withdraw-grant', ticket })),
			extensions: operations(({ ticket }) => ({ type: 'extend', ticket, redeemBy: now + 2 * hour })),
			claims: claimAll,
			'claims again': claimAll,
			decisions: operations(decisionOf),
			states: (claims) => ticketStates(database, claims, now),
			voids: operations(({ ticket }) => ({ type: 'void', ticket }))
		};
		const usual = ['claims', 'decisions', 'states'];
		const all = Object.keys(asked);

		/** Rows that were looked at so far, in tables and in indexes. */
		async function looked(): Promise<number> {
			await database.query('select pg_stat_force_next_flush()');
			const [row] = await database.query<{ rows: number }>(
				`select (select coalesce(sum(seq_tup_read), 0) from pg_stat_user_tables)::bigint
				+ (select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes)::bigint as rows`
			);
			return row!.rows;
		}

		it.each([
			{ first: 1, kinds: usual },
			{ first: 3, kinds: usual },
			{ first: 20, kinds: usual },
			{ first: 1, kinds: all },
			{ first: 20, kinds: all }
		])('looks at few rows, be it that $first came first: $kinds', async ({ first, kinds }) => {
			const rows = new Map<string, number>();
			const rollOut = async (count: number) => {
				const claims = await known(count);
				for (let i = 0; i < count; i += 20)
					for (const kind of kinds) {
						const before = await looked();
						await asked[kind]!(claims.slice(i, i + 20));
						rows.set(kind, (await looked()) - before);
					}
			};
			await rollOut(first);
			// Twenty claims that look at all tickets look at ten times what is allowed, or more.
			await rollOut(tickets);
			for (const [kind, count] of rows) expect(count, kind).toBeLessThan(fewRows);
		});
	}
);
