import { randomId, RandomPool } from '$lib/protocol/bytes';
import { generateCode, type Code } from '$lib/protocol/code';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import { comparisonWords } from '$lib/protocol/comparison-words';
import { sealDecision, type DecisionContent } from '$lib/protocol/decision';
import { envelopeToQrText, readQrText } from '$lib/protocol/qr-text';
import { openReceipt, parseReceipt } from '$lib/protocol/receipt';
import { openRequest, parseRequest, type RequestContent } from '$lib/protocol/request';

/** A request as an admin sees it after scanning. */
export interface OpenedRequest extends RequestContent {
	readonly words: readonly [string, string, string];
}

/** The admin's half of a hand-off, by the protocol itself: one code, and what is made with it. */
export class AdminSide {
	readonly workspace = randomId();

	constructor(readonly code: Code = generateCode(new RandomPool())) {}

	/** Opens the request in the text of a QR; rejects where it is none, or not of this code. */
	async open(text: string): Promise<OpenedRequest> {
		const scanned = readQrText(text);
		const envelope = scanned.type === 'request' ? parseRequest(scanned.envelope) : null;
		if (scanned.type !== 'request' || !envelope) throw new Error(`Not a request: ${text.slice(0, 40)}`);
		const request = await openRequest(envelope, await handOffKeysOf(this.code));
		if (!request) throw new Error('The request was not made with this code.');
		return { ...request, words: await comparisonWords(scanned.envelope) };
	}

	/** Text of the QR that approves a request. */
	approve(text: string, signIn: { signInName: string; password: string; room: string }): Promise<string> {
		const decidedAt = Date.now();
		return this.#decide(text, {
			verdict: 'approved',
			...signIn,
			decidedAt,
			collectBy: decidedAt + 12 * 3_600_000
		});
	}

	/** Text of the QR that rejects a request. */
	reject(text: string, reason: string, note = ''): Promise<string> {
		return this.#decide(text, { verdict: 'rejected', reason, text: note, decidedAt: Date.now() });
	}

	/** When the device says that it signed in, from the text of its receipt. */
	async signedInAt(text: string): Promise<number | null> {
		const scanned = readQrText(text);
		const envelope = scanned.type === 'receipt' ? parseReceipt(scanned.envelope) : null;
		return envelope && openReceipt(envelope, await handOffKeysOf(this.code));
	}

	async #decide(text: string, content: DecisionContent): Promise<string> {
		const { request, publicKey } = await this.open(text);
		const to = { workspace: this.workspace, request, publicKey };
		return envelopeToQrText('decision', await sealDecision(to, await handOffKeysOf(this.code), content));
	}
}
