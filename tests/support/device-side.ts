import { makeReceipt, makeRequest, readDecision, type SealedRequest } from '$lib/device/hand-off';
import type { Code } from '$lib/protocol/code';
import { parseDecision, type DecisionContent } from '$lib/protocol/decision';
import { readQrText } from '$lib/protocol/qr-text';
import type { DeviceDetails } from '$lib/protocol/request';

/** The technician's half of a hand-off, by the protocol itself: one code, one device, one request. */
export class DeviceSide {
	private constructor(
		readonly code: Code,
		readonly details: DeviceDetails,
		private readonly sealed: SealedRequest
	) {}

	/** Asks with a code as it is printed, with or without its dashes. */
	static async ask(printed: string, details: DeviceDetails): Promise<DeviceSide> {
		const code = printed.replaceAll('-', '') as Code;
		const now = Date.now();
		return new DeviceSide(code, details, await makeRequest({ enteredAt: now }, code, details, now));
	}

	/** Text of the request's QR. */
	get requestText(): string {
		return this.sealed.asked.qrText;
	}

	/** The comparison words as they are read out. */
	get words(): string {
		return this.sealed.asked.words.join(' ');
	}

	/** What the decision in the text of a QR says; rejects where it is not for this device. */
	async open(text: string): Promise<DecisionContent> {
		const scanned = readQrText(text);
		const envelope = scanned.type === 'decision' ? parseDecision(scanned.envelope) : null;
		const asked = { ...this.sealed.asked, code: this.code, earlier: [] };
		const content = envelope && (await readDecision(envelope, asked, this.sealed.keyPair));
		if (!content) throw new Error(`Not a decision for this device: ${text.slice(0, 40)}`);
		return content;
	}

	/** Text of the QR that says that the device has signed in. */
	receiptText(): Promise<string> {
		return makeReceipt(this.code, this.sealed.asked.request, Date.now());
	}
}
