import type { Context } from 'hono';
import type { HubContext, HubEnv } from './context';
import { withRetries } from './database/retry';
import { hexOf } from './bytes';
import { Gathered } from './gathered';
import { Problem } from './problems';
import { openSink, type Sink } from './sink';
import { ticketStates, type TicketProof, type TicketRow } from './ticket-states';
import { ticketEvent } from './tickets';

/** How often a comment is sent, so that no proxy takes a quiet stream for a dead one, in ms. */
const keepAlive = 20_000;
/** What the clocks of several hubs on one database may differ by, in ms. */
const clockSlack = 60_000;
const statesAtOnce = 500;
/** Ms. A database that has not answered for so long is said to be away, also where it is still waited for. */
const longestLook = 3_000;
/** What streams say while the database is away: the same problem as any other answer then. */
const awayEvent = `event: problem\ndata: ${JSON.stringify({ type: '/problems/unavailable', detail: 'The hub cannot reach its database at the moment. What is asked for can be asked again.' })}\n\n`;

interface Watcher {
	readonly sink: Sink;
	/** Whose ticket it is; none: a workspace's head is watched. */
	readonly device: TicketProof | undefined;
	/** Who watches a head. */
	readonly member: string | undefined;
	/** The event that says where it stands now. */
	readonly current: () => Promise<string>;
	/** The last event, which is not sent twice. */
	last: string;
}

interface Watched {
	/** Workspace or ticket id, in hex. */
	readonly topic: string;
	readonly device?: TicketProof;
	/** Who watches, where it is a workspace. */
	readonly member?: string;
	/** The event that says where it stands now. */
	readonly current: () => Promise<string>;
	/** The same, where that was just looked at. */
	readonly first?: string;
}

type Parts = Pick<HubContext, 'database' | 'now' | 'limits' | 'metrics' | 'log' | 'addressOf'>;

/** Event streams (SSE), and the news that they carry: of this process at once, of others by NOTIFY, and by a slow poll. */
export class Events {
	readonly #watchers = new Map<string, Set<Watcher>>();
	readonly #perAddress = new Map<string, number>();
	readonly #states = new Gathered<TicketProof, TicketRow>(
		(proofs) => ticketStates(this.hub.database, proofs, this.hub.now()),
		statesAtOnce
	);
	/** Tickets of which something has changed in this turn: what this process has done is notified to it as well. */
	readonly #changed = new Set<string>();
	readonly #heedRemovals: ((workspace: string, member: string) => void)[] = [];
	#count = 0;
	/** Until when what may have been missed was looked for, in ms since 1970. */
	#lookedUntil = 0;
	#timers: NodeJS.Timeout[] = [];
	#isStopped = false;
	#isPolling = false;
	#isAway = false;

	constructor(private readonly hub: Parts) {}

	/** Starts to listen to other processes. */
	async start(): Promise<void> {
		this.#lookedUntil = this.hub.now();
		await this.hub.database.listen((payload) => this.#hear(payload));
		this.#timers = [
			setInterval(() => this.#all((watcher) => watcher.sink.send(': \n\n')), keepAlive),
			setInterval(() => void this.#poll(), this.hub.limits.slowPoll)
		];
		for (const timer of this.#timers) timer.unref();
	}

	/** Ends every stream, and opens none any more. */
	stop(): void {
		this.#isStopped = true;
		for (const timer of this.#timers) clearInterval(timer);
		this.#all(({ sink }) => sink.end());
	}

	/** Opens a stream: where things stand at once, and each change. */
	async stream(
		c: Context<HubEnv>,
		{ topic, device, member, current, first: known }: Watched
	): Promise<Response> {
		const address = this.hub.addressOf(c);
		const { watchers, watchersPerAddress } = this.hub.limits;
		const fromHere = () => this.#perAddress.get(address) ?? 0;
		if (this.#count >= watchers || fromHere() >= watchersPerAddress)
			throw new Problem('too-many', 'Too many event streams are open. Ask for the state instead.', {}, 30);
		// Asking would take until it is given up.
		if (this.#isAway) throw new Problem('unavailable', 'Ask again in a moment.', {}, 2);
		// Before anything is sent: where the state cannot be had, it is an answer like any other.
		const first = known ?? (await current());
		if (this.#isStopped) throw new Problem('unavailable', 'The hub is about to stop.', {}, 2);
		const { sink, response } = openSink(c, () => this.#left(topic, watcher, address));
		const watcher: Watcher = { sink, device, member, current, last: first };
		this.#count++;
		// Others may have come from there while the state was looked at.
		this.#perAddress.set(address, fromHere() + 1);
		this.hub.metrics.watchers.set(this.#count);
		const others = this.#watchers.get(topic);
		if (others) others.add(watcher);
		else this.#watchers.set(topic, new Set([watcher]));
		sink.send(first);
		// What has happened since it was looked at.
		void current().then(
			(event) => this.#tell(watcher, event),
			() => sink.end()
		);
		return response;
	}

	/** A workspace's journal has grown. */
	headReached(workspace: string, head: number): void {
		for (const watcher of this.#watchers.get(workspace) ?? [])
			if (!watcher.device && head > headOf(watcher.last))
				this.#tell(watcher, `event: head\ndata: ${head}\n\n`);
	}

	/** Calls back for each member that is put out, here or by another process. */
	onMemberRemoved(heed: (workspace: string, member: string) => void): void {
		this.#heedRemovals.push(heed);
	}

	/** A member was put out: it hears no more. */
	memberRemoved(workspace: string, member: string): void {
		for (const heed of this.#heedRemovals) heed(workspace, member);
		for (const watcher of [...(this.#watchers.get(workspace) ?? [])])
			if (watcher.member === member) watcher.sink.end();
	}

	/** A ticket has been decided, or something else of it has changed. */
	ticketChanged(ticket: string): void {
		if (!this.#watchers.has(ticket)) return;
		if (this.#changed.size === 0) setImmediate(() => this.#tellOfChanged());
		this.#changed.add(ticket);
	}

	/** Where a ticket stands. What is asked while another answer is under way is asked together. */
	stateOf(key: TicketProof): Promise<TicketRow> {
		return this.#states.add(key);
	}

	#tellOfChanged(): void {
		const watchers = [...this.#changed].flatMap((ticket) => [...(this.#watchers.get(ticket) ?? [])]);
		this.#changed.clear();
		for (const watcher of watchers)
			// A decision is the last that there is to be told.
			if (watcher.device && !saysDecided(watcher.last))
				this.stateOf(watcher.device).then(
					(row) => this.#tell(watcher, ticketEvent(row)),
					// The slow poll finds it again.
					() => this.hub.log('warn', 'events: the state of a changed ticket could not be read')
				);
	}

	#tell(watcher: Watcher, event: string): void {
		if (event === watcher.last) return;
		watcher.last = event;
		watcher.sink.send(event);
	}

	#hear(payload: string): void {
		const [kind, ...rest] = payload.split(' ');
		if (kind === 'h') this.headReached(rest[0]!, Number(rest[1]));
		else if (kind === 'm') this.memberRemoved(rest[0]!, rest[1]!);
		else if (kind === 't') for (const ticket of rest) this.ticketChanged(ticket);
	}

	async #poll(): Promise<void> {
		// Where the database is away, the last one may still be trying.
		if (this.#isPolling) return;
		this.#isPolling = true;
		const late = setTimeout(() => this.#setAway(true), longestLook);
		try {
			await this.#lookForMissed();
			this.#setAway(false);
		} catch {
			this.#setAway(true);
		} finally {
			clearTimeout(late);
			this.#isPolling = false;
		}
	}

	/** Tells everybody who listens that the database is away, once; and where things stand once it is back. */
	#setAway(isAway: boolean): void {
		if (isAway === this.#isAway) return;
		this.#isAway = isAway;
		this.hub.log(
			'warn',
			isAway ? 'events: the database does not answer' : 'events: the database answers again'
		);
		this.#all((watcher) => {
			// A decision is the last that there is to be told.
			if (saysDecided(watcher.last)) return;
			if (isAway) return this.#tell(watcher, awayEvent);
			watcher.current().then(
				(event) => this.#tell(watcher, event),
				() => watcher.sink.end()
			);
		});
	}

	async #lookForMissed(): Promise<void> {
		const topics = [...this.#watchers.keys()];
		const until = this.hub.now();
		if (topics.length === 0) {
			this.#lookedUntil = until;
			return;
		}
		// Since it last succeeded: the database may have been away for long.
		const since = this.#lookedUntil - clockSlack;
		const heads = topics.filter((topic) => [...this.#watchers.get(topic)!].some(({ device }) => !device));
		const isTicketWatched = heads.length < topics.length;
		const rows = await withRetries(() =>
			this.hub.database.query<{ id: string; head: number }>(
				'select hex(id) as id, head from workspaces where id in (select unhex(jsonb_array_elements_text($1::text::jsonb)))',
				[JSON.stringify(heads)]
			)
		);
		for (const { id, head } of rows) this.headReached(id, head);
		if (isTicketWatched) {
			const decided = await withRetries(() =>
				this.hub.database.query<{ ticket: Uint8Array }>(
					'select ticket from decisions where decided_at > $1::bigint',
					[since]
				)
			);
			for (const { ticket } of decided) this.ticketChanged(hexOf(ticket));
		}
		const removed = await withRetries(() =>
			this.hub.database.query<{ workspace: string; id: string }>(
				'select hex(workspace) as workspace, hex(id) as id from members where removed_at > $1::bigint',
				[since]
			)
		);
		for (const { workspace, id } of removed) this.memberRemoved(workspace, id);
		this.#lookedUntil = until;
	}

	#left(topic: string, watcher: Watcher, address: string): void {
		const watchers = this.#watchers.get(topic);
		if (!watchers?.delete(watcher)) return;
		if (watchers.size === 0) this.#watchers.delete(topic);
		this.#count--;
		this.hub.metrics.watchers.set(this.#count);
		const left = (this.#perAddress.get(address) ?? 1) - 1;
		if (left > 0) this.#perAddress.set(address, left);
		else this.#perAddress.delete(address);
	}

	#all(act: (watcher: Watcher) => unknown): void {
		for (const watchers of this.#watchers.values()) for (const watcher of watchers) act(watcher);
	}
}

function saysDecided(event: string): boolean {
	return event.startsWith('event: ticket\ndata: {"state":"decided"');
}

function headOf(event: string): number {
	return Number(/data: (\d+)/.exec(event)?.[1] ?? 0);
}
