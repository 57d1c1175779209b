import { requestLifetime } from '$lib/protocol/hub/signed-request';
import type { HubContext } from './context';

const hour = 3_600_000;
const day = 24 * hour;
/** How long a released grant may be asked for again, in ms. */
const grantLifetime = day;
/** How long a ticket is remembered after its last deadline, so that a late device hears why, in ms. */
const ticketLifetime = 14 * day;

/** Deletes what nobody can use any more: sealed answers past their time, old tickets, old invitations. */
export async function sweep({ database, now }: Pick<HubContext, 'database' | 'now'>): Promise<void> {
	const at = now();
	await database.query('delete from invites where expires_at < $1::bigint', [at - 2 * requestLifetime]);
	await database.query('delete from heard_requests where at < $1::bigint', [at - 2 * requestLifetime]);
	await database.query("update decisions set bytes = '' where collect_by < $1::bigint and bytes <> ''", [at]);
	await database.query(
		'update tickets set grant_bytes = null where grant_bytes is not null and (granted_at < $1::bigint or redeem_by < $2::bigint and granted_at is null)',
		[at - grantLifetime, at]
	);
	await database.query(
		`with gone as (
			delete from tickets where redeem_by + decide_within < $1::bigint returning id, workspace
		), answers as (
			delete from decisions d using gone g where d.ticket = g.id
		), counts as (select workspace, count(*) as gone from gone group by workspace)
		update workspaces w set ticket_count = greatest(0, w.ticket_count - c.gone) from counts c where w.id = c.workspace`,
		[at - ticketLifetime]
	);
}

/** Sweeps every hour until stopped. */
export function startSweeping(hub: Pick<HubContext, 'database' | 'now' | 'log'>): () => void {
	const timer = setInterval(
		() => void sweep(hub).catch(() => hub.log('warn', 'sweep: the database does not answer')),
		hour
	);
	timer.unref();
	return () => clearInterval(timer);
}
