import { parseCode, type Code, type CodeError } from './code';

/**
 * The link in a sheet's QR: `https://host/path/device/#CODE`. The code is in the fragment, which browsers do not send,
 * so it reaches no server's log.
 * @param deviceAddress absolute address of the app, with or without a slash at the end
 */
export function sheetLink(deviceAddress: string, code: Code): string {
	return `${deviceAddress.replace(/\/+$/, '')}/device/#${code}`;
}

/** The code of a sheet's link, whichever host it names: only the fragment counts. */
export function codeFromSheetLink(
	text: string
):
	| { readonly ok: true; readonly value: Code }
	| { readonly ok: false; readonly error: CodeError | { readonly type: 'NotASheetLink' } } {
	const match = /^https?:\/\/[^#\s]*\/device\/?#(.+)$/.exec(text.trim());
	return match ? parseCode(match[1]!) : { ok: false, error: { type: 'NotASheetLink' } };
}
