import type { EntryRecord } from './database';
import type { Entry } from './entry';
import { fold } from './fold';
import type { WorkspaceKeys } from './keys';
import { isMemberEntry, resolveMembers } from './members';
import { openEntry, verifyEntry, type Opening } from './opening';
import type { WorkspaceState } from './state';

type Opened = Extract<Opening, { type: 'opened' }> & { readonly position: number };

/**
 * Takes entries from disk into a state: opened, verified, folded. What cannot be applied yet waits and is tried again
 * when members change; what is not believed is counted, and stays on disk.
 */
export class Intake {
	readonly state: WorkspaceState;
	#waiting: Opened[] = [];
	readonly #refused = new Set<number>();
	readonly #unknownKinds = new Set<number>();

	/** @param members verified entries about members that are known beforehand, when a journal is folded anew */
	constructor(state: WorkspaceState, members: readonly Entry[] = []) {
		this.state = state;
		if (members.length > 0) {
			state.memberEntries = [...members];
			state.members = resolveMembers(state.workspace, members);
		}
	}

	/** Entries on disk that are not in the state. */
	get refused(): number {
		return this.#refused.size + this.#unknownKinds.size + this.#waiting.length;
	}

	/** Their positions, where trying again could help. */
	get pendingPositions(): number[] {
		return [...this.#unknownKinds, ...this.#refused, ...this.#waiting.map(({ position }) => position)];
	}

	/** Folds an entry that this tab has just made. */
	addOwn(entry: Entry, position: number): void {
		if (fold(this.state, entry) === 'deferred') this.#refused.add(position);
	}

	/** Opens and folds records; `rebuild` where the state has to be folded anew (journal/fold). */
	async add(
		records: readonly EntryRecord[],
		keys: Pick<WorkspaceKeys, 'workspace' | 'epochs'>
	): Promise<'applied' | 'rebuild'> {
		const openings = await Promise.all(records.map(({ bytes }) => openEntry(bytes, keys)));
		for (const [i, opening] of openings.entries()) {
			const position = records[i]!.position!;
			if (opening.type === 'opened') this.#waiting.push({ ...opening, position });
			else if (opening.type === 'unknown-kind') this.#unknownKinds.add(position);
			else this.#refused.add(position);
		}
		let outcome: 'applied' | 'rebuild' = 'applied';
		for (let isProgress = true; isProgress;) {
			isProgress = false;
			const waiting = this.#waiting;
			this.#waiting = [];
			const verdicts = await Promise.all(waiting.map((opened) => verifyEntry(opened, this.state)));
			for (const [i, opened] of waiting.entries()) {
				// Who is a member may have changed since the signatures were looked at: then it waits for the next round.
				const verdict = verdicts[i]!;
				if (verdict === 'forged') this.#refused.add(opened.position);
				else if (verdict === 'unknown') this.#waiting.push(opened);
				else {
					const folded = fold(this.state, opened.entry);
					if (folded === 'deferred') this.#waiting.push(opened);
					else {
						// Only these let in what waits.
						isProgress ||= isMemberEntry(opened.entry) || opened.entry.kind === 'workspace.created';
						if (folded === 'rebuild') outcome = 'rebuild';
					}
				}
			}
			isProgress &&= this.#waiting.length > 0;
		}
		return outcome;
	}
}
