import { decode, encode } from 'base45-web';

/**
 * What a QR of the hand-off holds: a prefix that names it, and the envelope in base45 (RFC 9285). All characters are of
 * the QR's alphanumeric mode.
 *
 * | prefix | holds    |
 * | ------ | -------- |
 * | `RP1Q` | request  |
 * | `RP1D` | decision |
 * | `RP1S` | receipt  |
 * | `RP1I` | invite   |
 */
const prefixes = { request: 'RP1Q', decision: 'RP1D', receipt: 'RP1S', invite: 'RP1I' } as const;
export type HandOffKind = keyof typeof prefixes;
const maxText = 2_000;

/** The text of an envelope's QR. */
export function envelopeToQrText(kind: HandOffKind, envelope: Uint8Array): string {
	return prefixes[kind] + encode(envelope);
}

/** An envelope, named by its prefix; a union, so that each kind narrows. */
export type ScannedEnvelope = {
	[K in HandOffKind]: { readonly type: K; readonly envelope: Uint8Array<ArrayBuffer> };
}[HandOffKind];

/** What scanned text turned out to be. */
export type Scanned =
	| ScannedEnvelope
	/** A sheet's link: it is for the device page. */
	| { readonly type: 'sheet' }
	/** Ours, of a version that this app does not know. */
	| { readonly type: 'newer-version' }
	| { readonly type: 'web-address'; readonly host: string }
	| { readonly type: 'damaged' }
	| { readonly type: 'foreign' };

/** Names scanned text for what it is. Nothing in it is believed yet. */
export function readQrText(text: string): Scanned {
	for (const [type, prefix] of Object.entries(prefixes))
		if (text.startsWith(prefix)) {
			const envelope = fromBase45(text.slice(prefix.length));
			return envelope ? ({ type, envelope } as ScannedEnvelope) : { type: 'damaged' };
		}
	if (/^RP\d+[A-Z]/.test(text)) return { type: 'newer-version' };
	if (/^https?:\/\//i.test(text) && URL.canParse(text)) {
		const { host, pathname, hash } = new URL(text);
		return pathname.endsWith('/device/') && hash.length > 1
			? { type: 'sheet' }
			: { type: 'web-address', host };
	}
	return { type: 'foreign' };
}

function fromBase45(text: string): Uint8Array<ArrayBuffer> | null {
	if (text.length > maxText) return null;
	try {
		const bytes = new Uint8Array(decode(text));
		// The library lets values through that no byte has; only text that encodes back to itself is base45.
		return encode(bytes) === text ? bytes : null;
	} catch {
		return null;
	}
}
