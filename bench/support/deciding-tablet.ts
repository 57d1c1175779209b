import type { Buffer } from 'node:buffer';
import { encodePush, type HubOperation } from '../../src/lib/protocol/hub/push';
import { parsePage, placeQuery, type Place, type PulledPage } from '../../src/lib/protocol/hub/pull';
import { parsePushAnswer } from '../../src/lib/protocol/hub/push-answer';
import { parseRequest } from '../../src/lib/protocol/request';
import { randomBytes } from '../../src/lib/protocol/bytes';
import { followHead } from '../../src/lib/sync/events';
import { HubClient } from '../../src/lib/sync/hub-client';
import { signRequest } from '../../src/lib/protocol/hub/signed-request';
import type { Callers } from './callers';
import { hashOf } from '../../src/hub/bytes';
import { hour, type TestDevice, type TestMember } from '../../src/hub/testing/people';

/** What a tablet pushes when it approves: what it took in, what was decided, and the decision sealed to the device. */
export interface Decision {
	readonly entries: readonly Uint8Array<ArrayBuffer>[];
	readonly operation: Extract<HubOperation, { type: 'decision' }>;
}

/** The decision of a device's request, made ready: what opens and seals is no part of the hub's work. */
export async function decisionOf(member: TestMember, { ticketId, sealed }: TestDevice): Promise<Decision> {
	const operation = {
		type: 'decision',
		ticketId,
		requestHash: hashOf(sealed, 16),
		decision: randomBytes(190),
		collectBy: Date.now() + 12 * hour
	} as const;
	return { entries: [await member.entry(), await member.entry()], operation };
}

/** What is to be decided when it is there, and whom to tell when the hub has the decision. */
interface Asked {
	readonly decision: Decision;
	readonly reached: () => void;
}

/**
 * An admin's tablet that approves whatever comes: told by the hub's events, it pulls the requests, and pushes their
 * decisions. As in its sync, what comes while it is at it goes with the next push.
 */
export class DecidingTablet {
	readonly #asked = new Map<string, Asked>();
	readonly #end = new AbortController();
	#place: Place = { sequence: 0, at: null };
	#head = 0;
	#isSyncing = false;
	#failed: (thrown: unknown) => void = () => undefined;
	/** Rejects with what went wrong. */
	readonly failure = new Promise<never>((_, reject) => (this.#failed = reject));

	/** @param http to the hub, beside the devices */
	constructor(
		private readonly member: TestMember,
		private readonly http: Callers,
		url: string
	) {
		const tablet = { id: member.member, signingKey: member.pair.privateKey };
		const client = new HubClient({ address: url, fetch, now: Date.now }, tablet);
		void followHead(client, member.workspace, this.#onhead, () => undefined, this.#end.signal).then(
			(error) => {
				if (!this.#end.signal.aborted) this.#failed(new Error(`events ended: ${JSON.stringify(error)}`));
			}
		);
	}

	/** Resolves when the hub has the decision of this device's request. */
	decides({ ticketId }: TestDevice, decision: Decision): Promise<void> {
		return new Promise((reached) => this.#asked.set(ticketId, { decision, reached }));
	}

	close(): void {
		this.#end.abort();
	}

	readonly #onhead = (head: number): void => {
		this.#head = Math.max(this.#head, head);
		if (this.#isSyncing) return;
		this.#isSyncing = true;
		this.#sync().then(() => (this.#isSyncing = false), this.#failed);
	};

	/** Decides what comes, be it pulled or told by the answer to a push, until there is nothing more. */
	async #sync(): Promise<void> {
		let asked: Asked[] = [];
		while (asked.length > 0 || this.#place.sequence < this.#head) {
			const decided = asked.length > 0 ? asked : await this.#pull();
			asked = await this.#push(decided.map(({ decision }) => decision));
			for (const { reached } of decided) reached();
		}
	}

	async #pull(): Promise<Asked[]> {
		const answer = await this.#ask('GET', `/pull?${placeQuery(this.#place)}`);
		const page = parsePage(answer, this.#place.sequence);
		if (!page) throw new Error('what was pulled is no page');
		return this.#takeIn(page);
	}

	async #push(decisions: readonly Decision[]): Promise<Asked[]> {
		if (decisions.length === 0) return [];
		const entries = decisions.flatMap(({ entries }) => entries);
		const operations = decisions.map(({ operation }) => operation);
		const body = encodePush({ entries, operations });
		const answer = await this.#ask('POST', `/push?${placeQuery(this.#place)}&news`, body);
		const pushed = parsePushAnswer(JSON.parse(answer.toString()), entries.length, this.#place.sequence);
		if (!pushed?.news) throw new Error('the push was not answered');
		const asked = this.#takeIn(pushed.news);
		const own = new Map(pushed.sequences.map((sequence, i) => [sequence, pushed.times[i]!]));
		for (let next; (next = own.get(this.#place.sequence + 1)) !== undefined;)
			this.#place = { sequence: this.#place.sequence + 1, at: next };
		return asked;
	}

	#takeIn({ head, items }: PulledPage): Asked[] {
		const last = items.at(-1);
		if (last) this.#place = last;
		this.#head = Math.max(this.#head, head);
		return items.flatMap(({ kind, bytes }) => {
			const ticketId = kind === 'request' ? parseRequest(bytes)!.ticketId : '';
			const asked = this.#asked.get(ticketId);
			return asked && this.#asked.delete(ticketId) ? [asked] : [];
		});
	}

	async #ask(method: 'GET' | 'POST', path: string, body = new Uint8Array()): Promise<Buffer> {
		const { pair, member, workspace } = this.member;
		const target = `/v1/workspaces/${workspace}${path}`;
		const headers = {
			Authorization: await signRequest(pair.privateKey, member, { method, target, body }, Date.now()),
			...(method === 'POST' && {
				'Content-Type': 'application/cbor',
				'Content-Length': String(body.length)
			})
		};
		const answer = await this.http.ask({ method, path: target, headers, body });
		if (answer.status !== 200) throw new Error(`answered with ${answer.status}: ${answer.body.toString()}`);
		return answer.body;
	}
}
