import type { Entry } from '../entry';

/**
 * Who may speak where, as a definition and not as an algorithm: the founding key always; a tablet from the first entry that
 * lets it in to the first entry after that which puts it out, where both were said by somebody who may speak at their place.
 * Slow, and independent of the order in which entries are given.
 */
export class MembershipModel {
	readonly #answers = new Map<string, boolean>();

	constructor(
		private readonly workspace: string,
		private readonly entries: readonly Entry[]
	) {}

	/** Whether an author may speak at this place of the journal. */
	maySpeak(author: string, key: string): boolean {
		if (author === this.workspace) return true;
		const question = `${author} ${key}`;
		let answer = this.#answers.get(question);
		if (answer === undefined) {
			const added = this.#first('member.added', author, '', key);
			answer = added !== undefined && !this.#first('member.removed', author, added.key, key);
			this.#answers.set(question, answer);
		}
		return answer;
	}

	/** Everybody who was ever let in, by id: what was said of him then, and from where to where he may speak. */
	members(): Record<string, unknown> {
		const named = this.entries.flatMap((entry) => (entry.kind === 'member.added' ? [entry.body.member] : []));
		return Object.fromEntries(
			[...new Set(named)].sort().flatMap((id) => {
				const added = this.#first('member.added', id, '', beyondAll);
				if (!added || added.kind !== 'member.added') return [];
				const removed = this.#first('member.removed', id, added.key, beyondAll);
				const { member, ...said } = added.body;
				return [[id, { id: member, ...said, addedKey: added.key, removedKey: removed?.key ?? '' }]];
			})
		);
	}

	/** The first that counts between two places. */
	#first(
		kind: 'member.added' | 'member.removed',
		member: string,
		after: string,
		before: string
	): Entry | undefined {
		return this.entries
			.filter((entry) => entry.kind === kind && entry.body.member === member)
			.filter(({ key }) => key > after && key < before)
			.filter(({ author, key }) => this.maySpeak(author, key))
			.sort((a, b) => (a.key < b.key ? -1 : 1))[0];
	}
}

/** Greater than every order key, which are hex digits. */
const beyondAll = 'z';
