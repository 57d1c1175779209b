import { TestMember, ticketFor } from '../../../hub/testing/people';
import type { Hub } from '../../../hub/hub';
import { shortHash } from '$lib/protocol/bytes';
import type { Code } from '$lib/protocol/code';
import { claimKeysOf, grantKeysOf, handOffKeysOf } from '$lib/protocol/code-keys';
import { sealDecision, type DecisionContent } from '$lib/protocol/decision';
import { sealGrant } from '$lib/protocol/grant';
import type { HubItem } from '$lib/protocol/hub/pull';
import { readQrText } from '$lib/protocol/qr-text';
import { openReceipt, parseReceipt } from '$lib/protocol/receipt';
import { openRequest, parseRequest } from '$lib/protocol/request';
import { serialTagOf } from '$lib/protocol/serial-tag';

export const signIn = { signInName: 'fjord@contoso.com', password: 'kFahm-dRt4n-7bcvk-yhpra', room: 'Fjord' };

/** What a network does to a call: lets it through, loses it on the way, or loses the answer. */
export type Weather = 'fine' | 'lost' | 'answer-lost' | 'no-hub';

/** The other end of the line: a real hub, and an admin of a workspace on it. */
export class Office {
	weather: () => Weather = () => 'fine';
	/** Method and last part of the path of each call that reached the hub. */
	readonly calls: string[] = [];

	private constructor(
		readonly hub: Hub,
		readonly admin: TestMember
	) {}

	/** Founds the admin's workspace on a hub. */
	static async at(hub: Hub, now: () => number = Date.now): Promise<Office> {
		return new Office(hub, await TestMember.found(hub.fetch, now));
	}

	/** What a phone uses to speak to the hub. */
	readonly fetch: typeof fetch = async (input, init) => {
		const weather = this.weather();
		if (weather === 'lost') throw new TypeError('Failed to fetch');
		if (weather === 'no-hub') return new Response('<title>Not found</title>', { status: 404 });
		const request = new Request(input as string, init);
		this.calls.push(`${request.method} ${new URL(request.url).pathname.split('/').at(-1)!.slice(0, 6)}`);
		const answer = await this.hub.fetch(request);
		if (weather === 'answer-lost') throw new TypeError('Failed to fetch');
		return answer;
	};

	/** The admin's tablet makes a code known to the hub. */
	async knows(code: Code, times: Parameters<typeof ticketFor>[1] = {}): Promise<void> {
		await this.#push([await ticketFor(code, times)]);
	}

	/** … and approves it in advance, for any device or for one serial number. */
	async grants(code: Code, serial: string | null, grantedAt: number): Promise<void> {
		const keys = await grantKeysOf(code);
		const serialTag = serial === null ? new Uint8Array() : await serialTagOf(keys, serial);
		const to = { workspace: this.admin.workspace, serialTag };
		const grant = await sealGrant(to, keys, { ...signIn, grantedAt, collectWithinHours: 12 });
		const { ticketId } = keys;
		await this.#push([{ type: 'grant', ticketId, grant, serialTag, perHour: 0 }]);
	}

	async voids(code: Code): Promise<void> {
		await this.#push([{ type: 'void', ticketId: (await claimKeysOf(code)).ticketId }]);
	}

	/** Decides the request in a QR's text, for a QR. */
	async decide(qrText: string, code: Code, content: DecisionContent): Promise<Uint8Array<ArrayBuffer>> {
		const scanned = readQrText(qrText);
		if (scanned.type !== 'request') throw new Error(scanned.type);
		const keys = await handOffKeysOf(code);
		const { request, publicKey } = (await openRequest(parseRequest(scanned.envelope)!, keys))!;
		return sealDecision({ workspace: this.admin.workspace, request, publicKey }, keys, content);
	}

	/** … and tells the hub. */
	async push(
		qrText: string,
		code: Code,
		decision: Uint8Array<ArrayBuffer>,
		collectBy: number
	): Promise<void> {
		const scanned = readQrText(qrText);
		if (scanned.type !== 'request') throw new Error(scanned.type);
		const requestHash = await shortHash(scanned.envelope);
		const { ticketId } = await claimKeysOf(code);
		await this.#push([{ type: 'decision', ticketId, requestHash, decision, collectBy }]);
	}

	/** What devices have brought, in order. */
	async items(kind: HubItem['kind']): Promise<HubItem[]> {
		return (await this.admin.pullAll()).filter((item) => item.kind === kind);
	}

	/** What the receipts of a code say, in order. */
	async receipts(code: Code): Promise<[what: string, at: number | null][]> {
		const keys = await handOffKeysOf(code);
		const envelopes = (await this.items('receipt')).map(({ bytes }) => parseReceipt(bytes)!);
		return Promise.all(
			envelopes
				.filter(({ ticketId }) => ticketId === keys.ticketId)
				.map(async (envelope): Promise<[string, number | null]> => [
					envelope.what,
					await openReceipt(envelope, keys)
				])
		);
	}

	async #push(operations: Parameters<TestMember['push']>[1]): Promise<void> {
		const { status } = await this.admin.push([], operations);
		if (status !== 200) throw new Error(`push: ${status}`);
	}
}

/** The bytes of a QR's envelope. */
export function bytesInQr(text: string): string {
	const scanned = readQrText(text);
	if (!('envelope' in scanned)) throw new Error(scanned.type);
	return [...scanned.envelope].join();
}
