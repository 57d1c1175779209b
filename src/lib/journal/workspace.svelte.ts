import Dexie, { rangesOverlap, RangeSet, type ObservabilitySet } from 'dexie';
import { err, ok, type Result } from '$lib/domain/result';
import type { HubOperation } from '$lib/protocol/hub/push';
import { nextStamp, stampTime } from '$lib/protocol/stamp';
import { loadCheckpoint, openCheckpoint, writeCheckpoint } from './checkpoint';
import {
	storageError,
	type CheckpointRecord,
	type EntryRecord,
	type OperationRecord,
	type RoompassDatabase,
	type StorageError
} from './database';
import type { DraftError, Entry, EntryDraft } from './entry';
import { Intake } from './intake';
import type { WorkspaceKeys } from './keys';
import { makeEntries, type AppendOptions, type MadeEntry } from './make-entries';
import { openEntry } from './opening';
import { sequenceAt } from './sent';
import { emptyState, type WorkspaceState } from './state';

/** Entries that arrive before the next checkpoint is worth its writing. */
const entriesPerCheckpoint = 25;
const entriesPerRead = 64;

export type AppendError = StorageError | DraftError | { readonly type: 'Cancelled' };

export type { AppendOptions } from './make-entries';

/** What a hub has to know of new entries: a list for each. `state` is as it was before them. */
export type OperationMaker = (
	entries: readonly Entry[],
	state: WorkspaceState
) => Promise<readonly (readonly HubOperation[])[]>;

/** Runs in the transaction that stores the entries, on its tables `entries`, `operations` and `sent`; `false`: store nothing. */
export type AppendGuard = (database: RoompassDatabase) => Promise<boolean>;

type GuardedResult = Result<readonly Entry[], AppendError | { readonly type: 'NotLetThrough' }>;

interface QueuedAppend {
	readonly drafts: readonly EntryDraft[];
	readonly options: AppendOptions;
	readonly guard: AppendGuard | null;
	readonly resolve: (result: GuardedResult) => void;
	readonly reject: (thrown: unknown) => void;
}

/**
 * An unlocked workspace: the journal on disk and its folded state in memory. `state` is a new object after every
 * change, so `$derived` follows it; its maps are the same ones, so read them inside the derived expression.
 */
export class Workspace {
	/** Set while a hub is connected: what it makes is stored in the same transaction as the entries. */
	makeOperations: OperationMaker | null = null;
	#state = $state.raw<WorkspaceState>(emptyState(''));
	/** Entries that are kept and not believed or not allowed, for the page that shows them. */
	#refused = $state.raw<number>(0);
	#intake: Intake;
	#position = 0;
	#checkpointPosition = 0;
	/** Ends when nothing is being appended or read any more; whatever changes the state goes on from here. */
	#appending: Promise<unknown> = Promise.resolve();
	#queued: QueuedAppend[] = [];
	#unfollow: (() => void) | undefined;
	#idle: ReturnType<typeof setTimeout> | undefined;
	#closed = false;

	private constructor(
		private readonly database: RoompassDatabase,
		private readonly keys: WorkspaceKeys,
		private readonly now: () => number
	) {
		this.#intake = new Intake(emptyState(keys.workspace));
	}

	/**
	 * Reads the checkpoint and the entries after it. Rejects where the database cannot be read.
	 * @param sealed the checkpoint, where it has been read already; an older one will do
	 */
	static async open(
		database: RoompassDatabase,
		keys: WorkspaceKeys,
		now: () => number = Date.now,
		sealed?: readonly CheckpointRecord[]
	): Promise<Workspace> {
		const workspace = new Workspace(database, keys, now);
		await workspace.#load(sealed ?? (await loadCheckpoint(database)));
		workspace.#follow();
		return workspace;
	}

	get state(): WorkspaceState {
		return this.#state;
	}

	/** How many stored entries were not applied: forged, damaged, not allowed, or of a newer version. */
	get refused(): number {
		return this.#refused;
	}

	get id(): string {
		return this.keys.workspace;
	}

	/** This tablet, as a member. */
	get member(): string {
		return this.keys.member;
	}

	/** How far this tablet's clock is behind what the journal has seen, in ms; 0 where it is not. */
	get clockBehind(): number {
		return Math.max(0, stampTime(this.#state.lastStamp) - this.now());
	}

	/**
	 * Checks, seals, signs and stores entries, all or none, then folds them. Resolves when they are on disk. A cancelled,
	 * refused or failed append leaves everything as it was. Those that are asked for while another one is being stored wait for it, and
	 * then go to disk together: the disk takes as long for one as for a hundred.
	 */
	append(
		drafts: readonly EntryDraft[],
		options: AppendOptions = {}
	): Promise<Result<readonly Entry[], AppendError>> {
		return this.#enqueue(drafts, options, null) as Promise<Result<readonly Entry[], AppendError>>;
	}

	/** Appends where the guard lets it, in one transaction with what the guard reads and writes; else `NotLetThrough`. */
	appendIf(guard: AppendGuard, drafts: readonly EntryDraft[]): Promise<GuardedResult> {
		return this.#enqueue(drafts, {}, guard);
	}

	/** Reads what a hub or another tab has brought. Resolves when the state has it. */
	refresh(): Promise<void> {
		const read = this.#appending.then(() => (this.#closed ? undefined : this.#catchUp()));
		this.#appending = read.catch(() => undefined);
		return read;
	}

	/** Of entries, by their order keys, the one that came first in the hub's order; none where none has been there. */
	async firstAtHub(keys: readonly string[]): Promise<string | undefined> {
		const keyById = new Map(keys.map((key) => [key.slice(-32), key]));
		const records = await this.database.entries
			.where('id')
			.anyOf([...keyById.keys()])
			.toArray();
		const numbered = await Promise.all(
			records.map(async (record) => ({
				id: record.id,
				sequence: await sequenceAt(this.database, record)
			}))
		);
		const [first] = numbered.filter(({ sequence }) => sequence > 0).sort((a, b) => a.sequence - b.sequence);
		return first && keyById.get(first.id);
	}

	/** Every entry on this tablet, newest arrival first, opened as they are asked for. */
	async *history(): AsyncGenerator<Entry> {
		let before = Infinity;
		while (!this.#closed) {
			const records = await this.database.entries
				.where('position')
				.below(before)
				.reverse()
				.limit(entriesPerRead)
				.toArray();
			if (records.length === 0) return;
			before = records.at(-1)!.position!;
			const openings = await Promise.all(records.map(({ bytes }) => openEntry(bytes, this.keys)));
			for (const opening of openings) if (opening.type === 'opened') yield opening.entry;
		}
	}

	/** Writes a checkpoint now, if there is anything new to put into one. */
	async checkpoint(rest: () => Promise<void> = breathe): Promise<void> {
		if (this.#position === this.#checkpointPosition) return;
		const position = this.#position;
		const isStale = () => this.#closed || this.#position !== position;
		const contents = { state: this.#intake.state, position, pending: this.#intake.pendingPositions };
		try {
			if (await writeCheckpoint(this.database, this.keys, contents, rest, isStale))
				this.#checkpointPosition = position;
		} catch (thrown) {
			// A checkpoint is only a short cut: where it cannot be written, the journal is folded at the next unlock.
			console.warn('checkpoint not written:', storageError(thrown).type);
		}
	}

	/** Forgets the state and stops following the journal. */
	close(): void {
		this.#closed = true;
		this.#unfollow?.();
		clearTimeout(this.#idle);
		this.#state = emptyState('');
		this.#intake = new Intake(emptyState(''));
	}

	#enqueue(
		drafts: readonly EntryDraft[],
		options: AppendOptions,
		guard: AppendGuard | null
	): Promise<GuardedResult> {
		return new Promise((resolve, reject) => {
			this.#queued.push({ drafts, options, guard, resolve, reject });
			if (this.#queued.length > 1) return;
			this.#appending = this.#appending.then(() => this.#appendQueued());
		});
	}

	async #appendQueued(): Promise<void> {
		const appends = this.#queued;
		this.#queued = [];
		try {
			let stamp = this.#state.lastStamp;
			const tick = () => {
				const now = this.now();
				return { stamp: (stamp = nextStamp(stamp, now)), now };
			};
			const made = await Promise.all(
				appends.map(({ drafts, options }) => makeEntries(this.keys, drafts, options, tick))
			);
			const held = new Set<readonly MadeEntry[]>();
			const guards = appends.flatMap(({ guard }, i) => {
				const one = made[i]!;
				return guard && one.ok ? [{ guard, one: one.value }] : [];
			});
			const holdBack = async () => {
				for (const { guard, one } of guards) if (!(await guard(this.database))) held.add(one);
				return made.flatMap((one) => (one.ok && !held.has(one.value) ? one.value : []));
			};
			const all = made.flatMap((one) => (one.ok ? one.value : []));
			const result = await this.#store(all, guards.length > 0 ? holdBack : null);
			for (const [i, { resolve }] of appends.entries()) {
				const one = made[i]!;
				if (!one.ok) resolve(one);
				else if (held.has(one.value)) resolve(err({ type: 'NotLetThrough' }));
				else resolve(result.ok || one.value.length === 0 ? ok(one.value.map(({ entry }) => entry)) : result);
			}
		} catch (thrown) {
			for (const { reject } of appends) reject(thrown);
		}
	}

	/** @param holdBack asked in the transaction which of them to store */
	async #store(
		all: readonly MadeEntry[],
		holdBack: (() => Promise<MadeEntry[]>) | null
	): Promise<Result<void, AppendError>> {
		if (all.length === 0) return ok(undefined);
		const forHub = await this.#operationsOf(all);
		let made = all;
		let positions: number[];
		const { entries, operations, sent } = this.database;
		const add = () =>
			entries.bulkAdd(
				made.map(({ record }) => record),
				{ allKeys: true }
			);
		try {
			if (!holdBack && forHub.length === 0) positions = await this.database.transaction('rw', entries, add);
			else
				positions = await this.database.transaction('rw', entries, operations, sent, async () => {
					if (holdBack) made = await holdBack();
					const stored = new Set(made.map(({ entry }) => entry.id));
					await operations.bulkAdd(forHub.filter(({ entry }) => stored.has(entry)));
					return add();
				});
		} catch (thrown) {
			return err(storageError(thrown));
		}
		if (this.#closed || positions.length === 0) return ok(undefined);
		// Where another tab has appended in between, its entries come first.
		if (positions[0] !== this.#position + 1) await this.#catchUp();
		else {
			for (const [i, { entry }] of made.entries()) this.#intake.addOwn(entry, positions[i]!);
			this.#changed(positions.at(-1)!);
		}
		return ok(undefined);
	}

	async #operationsOf(made: readonly MadeEntry[]): Promise<OperationRecord[]> {
		if (!this.makeOperations) return [];
		const entries = made.map(({ entry }) => entry);
		const lists = await this.makeOperations(entries, this.#state);
		return lists.flatMap((list, i) =>
			list.map((operation) => ({ entry: entries[i]!.id, operation, sending: 0 as const }))
		);
	}

	async #load(sealed: readonly CheckpointRecord[]): Promise<void> {
		const checkpoint = await openCheckpoint(sealed, this.keys);
		if (checkpoint) {
			this.#intake = new Intake(checkpoint.state);
			this.#position = this.#checkpointPosition = checkpoint.position;
			const pending = await this.database.entries.bulkGet([...checkpoint.pending]);
			await this.#read(pending.filter((record) => record !== undefined));
		}
		await this.#catchUp();
	}

	/** Reads what has arrived since: at the start, and whenever another tab has appended. */
	async #catchUp(): Promise<void> {
		for (;;) {
			const records = await this.database.entries
				.where('position')
				.above(this.#position)
				.limit(entriesPerRead)
				.toArray();
			if (records.length === 0) break;
			const isRebuilt = (await this.#read(records)) === 'rebuild';
			this.#position = Math.max(this.#position, records.at(-1)!.position!);
			if (isRebuilt) await this.#rebuild();
		}
		this.#changed(this.#position);
	}

	#read(records: readonly EntryRecord[]): Promise<'applied' | 'rebuild'> {
		return this.#intake.add(records, this.keys);
	}

	/** Folds the whole journal anew: an entry has taken back something that was applied. */
	async #rebuild(): Promise<void> {
		const members = this.#intake.state.memberEntries;
		this.#intake = new Intake(emptyState(this.keys.workspace), members);
		for (let after = 0; after < this.#position;) {
			const records = await this.database.entries
				.where('position')
				.above(after)
				.limit(entriesPerRead)
				.toArray();
			if (records.length === 0) break;
			await this.#read(records);
			after = records.at(-1)!.position!;
		}
	}

	/** Hears of every change of the database, by this tab and by others, and reads what is new to this one. */
	#follow(): void {
		const part = `idb://${this.database.name}/entries/`;
		const heard = (parts: ObservabilitySet) => {
			const changed = parts[part];
			if (!changed) return;
			this.#appending = this.#appending
				.then(() => {
					// Known by now where it was this tab's own append.
					const isNew = rangesOverlap(new RangeSet(this.#position + 1, Infinity), changed);
					return isNew && !this.#closed ? this.#catchUp() : undefined;
				})
				.catch(() => undefined);
		};
		Dexie.on.storagemutated.subscribe(heard);
		this.#unfollow = () => Dexie.on.storagemutated.unsubscribe(heard);
	}

	#changed(position: number): void {
		this.#position = Math.max(this.#position, position);
		this.#state = { ...this.#intake.state };
		this.#refused = this.#intake.refused;
		clearTimeout(this.#idle);
		if (this.#position - this.#checkpointPosition >= entriesPerCheckpoint)
			this.#idle = setTimeout(() => void this.checkpoint(), 2_000);
	}
}

/** Lets input and painting go first. */
function breathe(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, 0));
}
