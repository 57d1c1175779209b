import { bytesToBase64, bytesToHex, RandomPool, randomBytes, randomId, sha256 } from '$lib/protocol/bytes';
import { generateCode, type Code } from '$lib/protocol/code';
import { claimKeysOf, grantKeysOf, handOffKeysOf } from '$lib/protocol/code-keys';
import { generateDeviceKeyPair } from '$lib/protocol/decision';
import { sealEntry } from '$lib/protocol/entry-envelope';
import { parsePage, type HubItem } from '$lib/protocol/hub/pull';
import { encodePush, type HubOperation } from '$lib/protocol/hub/push';
import { signRequest } from '$lib/protocol/hub/signed-request';
import { ticketAuthorization, type TicketAnswer } from '$lib/protocol/hub/ticket';
import { signMembership } from '$lib/protocol/hub/workspace';
import { newRequestId, sealRequest } from '$lib/protocol/request';
import { importSealingKey } from '$lib/protocol/sealing';
import { serialTagOf } from '$lib/protocol/serial-tag';
import { exportVerifyingKey, generateSigningKeyPair } from '$lib/protocol/signing';
import { workspaceIdOf } from '$lib/protocol/workspace-id';

/** Whatever answers requests: a hub in this process, or one behind an address. */
export type Fetch = (request: Request) => Promise<Response>;

/** Asks a hub at an address as if it were in this process. */
export function fetchAt(url: string): Fetch {
	return (request) =>
		fetch(new Request(url + new URL(request.url).pathname + new URL(request.url).search, request));
}

const origin = 'http://hub.test';
const random = new RandomPool();

/** A new code. */
export function newCode(): Code {
	return generateCode(random);
}

export const hour = 3_600_000;

/** A member's tablet, as the hub sees it. */
export class TestMember {
	private constructor(
		readonly fetch: Fetch,
		readonly workspace: string,
		readonly member: string,
		readonly rootPair: CryptoKeyPair,
		readonly pair: CryptoKeyPair,
		readonly sealingKey: CryptoKey,
		readonly now: () => number
	) {}

	/** A member of a new workspace, which the hub does not know yet. */
	static async make(fetch: Fetch, now: () => number = Date.now): Promise<TestMember> {
		const root = await generateSigningKeyPair(true);
		const pair = await generateSigningKeyPair(false);
		const workspace = await workspaceIdOf(await exportVerifyingKey(root.publicKey));
		const sealingKey = await importSealingKey(randomBytes(32));
		return new TestMember(fetch, workspace, randomId(), root, pair, sealingKey, now);
	}

	/** A member whose workspace is on the hub. */
	static async found(fetch: Fetch, now?: () => number): Promise<TestMember> {
		const member = await TestMember.make(fetch, now);
		const { status } = await member.create();
		if (status !== 201) throw new Error(`not created: ${status}`);
		return member;
	}

	/** Another member of the same workspace, whom nobody has let in yet. */
	async colleague(): Promise<TestMember> {
		const pair = await generateSigningKeyPair(false);
		const { fetch, workspace, rootPair, sealingKey, now } = this;
		return new TestMember(fetch, workspace, randomId(), rootPair, pair, sealingKey, now);
	}

	async create(more: Record<string, unknown> = {}): Promise<Response> {
		const { workspace, member } = this;
		const signingKey = await this.publicKey();
		const proof = await signMembership(this.rootPair.privateKey, { workspace, member, signingKey });
		return this.fetch(
			jsonRequest('POST', '/v1/workspaces', {
				rootKey: bytesToBase64(await exportVerifyingKey(this.rootPair.publicKey)),
				member,
				signingKey: bytesToBase64(signingKey),
				proof: bytesToBase64(proof),
				...more
			})
		);
	}

	publicKey(): Promise<Uint8Array<ArrayBuffer>> {
		return exportVerifyingKey(this.pair.publicKey);
	}

	/** A request that this member has signed. */
	async request(
		method: string,
		path: string,
		body: Uint8Array<ArrayBuffer> = new Uint8Array(),
		type = 'application/cbor'
	): Promise<Request> {
		const target = `/v1/workspaces/${this.workspace}${path}`;
		const authorization = await signRequest(
			this.pair.privateKey,
			this.member,
			{ method, target, body },
			this.now()
		);
		const headers = { Authorization: authorization, 'Content-Type': type };
		const hasBody = method !== 'GET' && method !== 'DELETE';
		return new Request(origin + target, { method, headers, body: hasBody ? body : null });
	}

	async ask(method: string, path: string, json?: unknown): Promise<Response> {
		const body = json === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(json));
		return this.fetch(await this.request(method, path, body, 'application/json'));
	}

	/** A sealed entry of this member. */
	entry(text = 'hello', id = randomId()): Promise<Uint8Array<ArrayBuffer>> {
		const header = { workspace: this.workspace, epoch: 1, id, author: this.member };
		// As if it could not be compressed, so that it is as large as it says.
		return sealEntry(header, new TextEncoder().encode(text), this.sealingKey, this.pair.privateKey, true);
	}

	async push(
		entries: readonly Uint8Array<ArrayBuffer>[],
		operations: readonly HubOperation[] = [],
		place = ''
	): Promise<Response> {
		return this.fetch(await this.request('POST', `/push${place}`, encodePush({ entries, operations })));
	}

	async pull(after = 0): Promise<{ head: number; items: readonly HubItem[] }> {
		const response = await this.fetch(await this.request('GET', `/pull?after=${after}`));
		const page = response.ok && parsePage(new Uint8Array(await response.arrayBuffer()), after);
		if (!page) throw new Error(`no page: ${response.status}`);
		return page;
	}

	/** Everything in the journal, page by page. */
	async pullAll(): Promise<HubItem[]> {
		const items: HubItem[] = [];
		for (;;) {
			const page = await this.pull(items.length);
			items.push(...page.items);
			if (items.length >= page.head) return items;
		}
	}
}

/** An operation that makes a code's ticket known. */
export async function ticketFor(
	code: Code,
	{ notBefore = 0, redeemBy = Date.now() + 8 * hour, decideWithin = 24 * hour } = {}
): Promise<Extract<HubOperation, { type: 'ticket' }>> {
	const { ticketId, claimToken } = await claimKeysOf(code);
	return { type: 'ticket', ticketId, tokenHash: await sha256(claimToken), notBefore, redeemBy, decideWithin };
}

/** A device in front of a room, with a code. */
export class TestDevice {
	readonly device = randomId();

	private constructor(
		readonly fetch: Fetch,
		readonly code: Code,
		readonly ticketId: string,
		readonly claimToken: Uint8Array<ArrayBuffer>,
		readonly sealed: Uint8Array<ArrayBuffer>,
		readonly serialTag: string
	) {}

	static async make(fetch: Fetch, code: Code = newCode(), serial = '20453AB00123'): Promise<TestDevice> {
		const { ticketId, claimToken } = await claimKeysOf(code);
		const publicKey = await exportVerifyingKey((await generateDeviceKeyPair()).publicKey);
		const sealed = await sealRequest(await handOffKeysOf(code), {
			request: newRequestId(),
			publicKey,
			make: 'Logitech',
			model: 'RoomMate',
			serial,
			enteredAt: Date.now()
		});
		const tag = await serialTagOf(await grantKeysOf(code), serial);
		return new TestDevice(fetch, code, ticketId, claimToken, sealed, bytesToHex(tag));
	}

	get headers(): Record<string, string> {
		return { Authorization: ticketAuthorization(this) };
	}

	claim(): Promise<Response> {
		const body = { request: bytesToBase64(this.sealed), serialTag: this.serialTag };
		return this.fetch(jsonRequest('POST', `/v1/tickets/${this.ticketId}/claim`, body, this.headers));
	}

	state(): Promise<Response> {
		return this.fetch(new Request(`${origin}/v1/tickets/${this.ticketId}`, { headers: this.headers }));
	}

	events(): Promise<Response> {
		return this.fetch(new Request(`${origin}/v1/tickets/${this.ticketId}/events`, { headers: this.headers }));
	}

	ack(receipt: Uint8Array): Promise<Response> {
		const body = { receipt: bytesToBase64(receipt) };
		return this.fetch(jsonRequest('POST', `/v1/tickets/${this.ticketId}/ack`, body, this.headers));
	}
}

/** What an answer says: a ticket's state, or the name of the problem. */
export async function saidBy(response: Response): Promise<string> {
	const answer = (await response.json()) as TicketAnswer | { type: string };
	return 'state' in answer ? answer.state : answer.type.replace('/problems/', '');
}

export function jsonRequest(
	method: string,
	path: string,
	body: unknown,
	headers: Record<string, string> = {}
): Request {
	return new Request(origin + path, {
		method,
		headers: { 'Content-Type': 'application/json', ...headers },
		body: JSON.stringify(body)
	});
}
