import { parseCode, type CodeError } from '$lib/protocol/code';
import { parseDecision, type DecisionEnvelope } from '$lib/protocol/decision';
import { readQrText } from '$lib/protocol/qr-text';
import { parseReceipt } from '$lib/protocol/receipt';
import { parseRequest } from '$lib/protocol/request';
import { readSheetLink, type LinkedSheet } from '$lib/protocol/sheet-link';
import { askedOf, type Room } from './room';

/** What a technician scanned, typed or pasted, whatever was due. Nothing sealed is believed yet. */
export type Scanned =
	| { readonly type: 'sheet'; readonly sheet: LinkedSheet }
	/** A code, or a sheet's, with something wrong in it. */
	| { readonly type: 'wrong-code'; readonly error: CodeError }
	| { readonly type: 'decision'; readonly envelope: DecisionEnvelope }
	| { readonly type: 'request'; readonly ticketId: string }
	| { readonly type: 'receipt' }
	/** An invitation of a second tablet into a workspace. */
	| { readonly type: 'invite' }
	| { readonly type: 'newer-version' }
	| { readonly type: 'web-address'; readonly host: string }
	| { readonly type: 'damaged' }
	| { readonly type: 'foreign' };

/** Names a text for what it is. */
export function nameScanned(text: string): Scanned {
	const read = readQrText(text);
	switch (read.type) {
		case 'decision': {
			const envelope = parseDecision(read.envelope);
			return envelope ? { type: 'decision', envelope } : { type: 'damaged' };
		}
		case 'request': {
			const envelope = parseRequest(read.envelope);
			return envelope ? { type: 'request', ticketId: envelope.ticketId } : { type: 'damaged' };
		}
		case 'receipt':
			return parseReceipt(read.envelope) ? { type: 'receipt' } : { type: 'damaged' };
		case 'invite':
			return { type: 'invite' };
		case 'foreign':
		case 'sheet':
			return sheetOf(text);
		default:
			return read;
	}
}

function sheetOf(text: string): Scanned {
	const link = readSheetLink(text);
	if (link.ok) return { type: 'sheet', sheet: link.value };
	if (link.error.type !== 'NotASheetLink') return { type: 'wrong-code', error: link.error };
	const code = parseCode(text);
	if (code.ok) return { type: 'sheet', sheet: { code: code.value, room: null } };
	return code.error.type === 'CodeMistyped' ? { type: 'wrong-code', error: code.error } : { type: 'foreign' };
}

/** For which of the rooms on this phone a decision is. */
export type Addressee =
	/** It answers what is asked for this room. */
	| { readonly type: 'room'; readonly room: Room }
	/** It was read before, and was done with. */
	| { readonly type: 'read-before'; readonly room: Room }
	/** It answers a request of this room that was corrected since. */
	| { readonly type: 'earlier-request'; readonly room: Room }
	/** It is for this room's code, and answers a request that another device made with it. */
	| { readonly type: 'another-device'; readonly room: Room }
	/** No room on this phone has its code: it is for another phone, or of another workspace. */
	| { readonly type: 'another-phone' };

/** Finds the room that a decision is for. */
export function addresseeOf(envelope: DecisionEnvelope, rooms: readonly Room[]): Addressee {
	const room = rooms.find(({ ticketId }) => ticketId === envelope.ticketId);
	if (!room) return { type: 'another-phone' };
	const { progress } = room;
	const asked = askedOf(room);
	if (asked?.request === envelope.request) return { type: 'room', room };
	if ('answered' in progress && progress.answered.request === envelope.request)
		return { type: 'read-before', room };
	const earlier = asked?.earlier ?? (progress.phase === 'entered' ? progress.earlier : []);
	return { type: earlier.includes(envelope.request) ? 'earlier-request' : 'another-device', room };
}
