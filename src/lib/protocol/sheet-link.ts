import { parseCode, type Code, type CodeError } from './code';

/**
 * The link in a sheet's QR: `https://host/path/device/#CODE`, or `…#CODE/ROOM` where the admin wants the technician to be
 * asked by name whether this is the room. All of it is in the fragment, which browsers do not send, so it reaches no
 * server's log.
 *
 * A room's name is UTF-8, percent-encoded (RFC 3986), a space written as `+`, which saves two characters of the QR. At most
 * `maxLinkedRoom` characters travel, encoded, so that the QR stays small: the name is for a person to compare.
 */
export const maxLinkedRoom = 40;

/** What a sheet's link carries. */
export interface LinkedSheet {
	readonly code: Code;
	/** What the room is called; `null` where the sheet does not say. Not authenticated: a hint for a person. */
	readonly room: string | null;
}

export type SheetLinkError = CodeError | { readonly type: 'NotASheetLink' };
type Read<T> =
	{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: SheetLinkError };

/**
 * The link of a sheet.
 * @param deviceAddress absolute address of the app, with or without a slash at the end
 * @param room what the room is called; nothing leaves it out
 */
export function sheetLink(deviceAddress: string, code: Code, room = ''): string {
	return `${deviceAddress.replace(/\/+$/, '')}/device/#${code}${linkedRoom(room)}`;
}

/** The part of a link's fragment that names the room, with its slash; empty for no name. */
export function linkedRoom(room: string): string {
	let encoded = '';
	for (const character of visible(room).trim()) {
		const next = encoded + encodeURIComponent(character).replace('%20', '+');
		if (next.length > maxLinkedRoom) break;
		encoded = next;
	}
	encoded = encoded.replace(/\++$/, '');
	return encoded === '' ? '' : `/${encoded}`;
}

/** What a fragment carries, with or without its `#`. */
export function readSheetFragment(fragment: string): Read<LinkedSheet> {
	const [, code = '', room = null] = /^#?([^/]*)(?:\/(.*))?$/s.exec(fragment) ?? [];
	const parsed = parseCode(code);
	if (!parsed.ok) return parsed;
	return { ok: true, value: { code: parsed.value, room: room === null ? null : roomOf(room) } };
}

/** What a sheet's link carries, whichever host it names: only the fragment counts. */
export function readSheetLink(text: string): Read<LinkedSheet> {
	const match = /^https?:\/\/[^#\s]*\/device\/?#(.+)$/i.exec(text.trim());
	return match ? readSheetFragment(match[1]!) : { ok: false, error: { type: 'NotASheetLink' } };
}

/** The code of a sheet's link. */
export function codeFromSheetLink(text: string): Read<Code> {
	const read = readSheetLink(text);
	return read.ok ? { ok: true, value: read.value.code } : read;
}

function roomOf(encoded: string): string | null {
	try {
		const room = visible(decodeURIComponent(encoded.replace(/\+/g, ' '))).trim();
		return [...room].slice(0, maxLinkedRoom).join('') || null;
	} catch {
		// Cut or changed on its way: the code is what counts.
		return null;
	}
}

/** Without what would not be seen, or would turn the text around it: control and formatting characters, and half characters. */
function visible(text: string): string {
	return text.replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').replace(/\s+/g, ' ');
}
