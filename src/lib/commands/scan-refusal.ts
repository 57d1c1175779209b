import { parseCode } from '$lib/protocol/code';
import type { Scanned } from '$lib/protocol/qr-text';

/** Why scanned text is neither a request nor a receipt of this workspace: named for what it is. */
export type ScanRefusal =
	/** None of ours, e.g. a product's label. */
	| { readonly type: 'Foreign' }
	| { readonly type: 'WebAddress'; readonly host: string }
	/** Begins as ours does and is cut or changed. */
	| { readonly type: 'Damaged' }
	| { readonly type: 'NewerVersion' }
	/** A sheet's QR or its code: that is for the technician to scan. */
	| { readonly type: 'Sheet' }
	/** A decision: that is for the device to scan. */
	| { readonly type: 'DecisionInstead' }
	/** An invitation: that is for a tablet that is to join. */
	| { readonly type: 'InviteInstead' }
	/** Of another workspace, revoked with a removed tablet, or generated on a tablet whose entries are not here. */
	| { readonly type: 'UnknownTicket' }
	/** Names an OTP of ours and was not made with its code. */
	| { readonly type: 'NotSealedWithThisCode' };

/** What text without an envelope can be. */
export type TextRefusal = Extract<
	ScanRefusal,
	{ type: 'Foreign' | 'WebAddress' | 'Damaged' | 'NewerVersion' | 'Sheet' }
>;

/** Names text that carries no envelope. */
export function refusalOf(
	scanned: Exclude<Scanned, { readonly envelope: Uint8Array }>,
	text: string
): TextRefusal {
	switch (scanned.type) {
		case 'sheet':
			return { type: 'Sheet' };
		case 'newer-version':
			return { type: 'NewerVersion' };
		case 'damaged':
			return { type: 'Damaged' };
		case 'web-address':
			return { type: 'WebAddress', host: scanned.host };
		case 'foreign':
			return { type: parseCode(text).ok ? 'Sheet' : 'Foreign' };
	}
}
