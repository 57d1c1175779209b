import { encodePush, type HubOperation } from '../../src/lib/protocol/hub/push';
import { parsePage } from '../../src/lib/protocol/hub/pull';
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

/**
 * An admin's tablet that approves whatever comes: told by the hub's events, it pulls the requests, and pushes their
 * decisions. As in its sync, what comes while it is at it goes with the next push.
 */
export class DecidingTablet {
	readonly #decisions = new Map<string, { readonly decision: Decision; readonly reached: () => void }>();
	readonly #end = new AbortController();
	#pulledTo: number;
	#head: number;
	#isSyncing = false;
	#failed: (thrown: unknown) => void = () => undefined;
	/** Rejects with what went wrong. */
	readonly failure = new Promise<never>((_, reject) => (this.#failed = reject));

	/**
	 * @param http to the hub, beside the devices
	 * @param head up to which it has pulled
	 */
	constructor(
		private readonly member: TestMember,
		private readonly http: Callers,
		url: string,
		head: number
	) {
		const tablet = { id: member.member, signingKey: member.pair.privateKey };
		const client = new HubClient({ address: url, fetch, now: Date.now }, tablet);
		this.#pulledTo = this.#head = head;
		void followHead(client, member.workspace, this.#onhead, this.#end.signal).then((error) => {
			if (!this.#end.signal.aborted) this.#failed(new Error(`events ended: ${JSON.stringify(error)}`));
		});
	}

	/** Resolves when the hub has the decision of this device's request. */
	decides({ ticketId }: TestDevice, decision: Decision): Promise<void> {
		return new Promise((reached) => this.#decisions.set(ticketId, { decision, reached }));
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

	async #sync(): Promise<void> {
		while (this.#pulledTo < this.#head) {
			const decided = await this.#pull();
			if (decided.length > 0) await this.#push(decided.map(({ decision }) => decision));
			for (const { reached } of decided) reached();
		}
	}

	async #pull() {
		const after = this.#pulledTo;
		const answer = await this.#ask('GET', `/pull?after=${after}`);
		const page = parsePage(answer, after);
		if (!page) throw new Error('what was pulled is no page');
		this.#pulledTo += page.items.length;
		this.#head = Math.max(this.#head, page.head);
		return page.items.flatMap(({ kind, bytes }) => {
			const ticketId = kind === 'request' ? parseRequest(bytes)!.ticketId : '';
			const waiting = this.#decisions.get(ticketId);
			return waiting && this.#decisions.delete(ticketId) ? [waiting] : [];
		});
	}

	async #push(decisions: readonly Decision[]): Promise<void> {
		const entries = decisions.flatMap(({ entries }) => entries);
		const operations = decisions.map(({ operation }) => operation);
		await this.#ask('POST', '/push', encodePush({ entries, operations }));
	}

	async #ask(method: 'GET' | 'POST', path: string, body = new Uint8Array()): Promise<Uint8Array> {
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
