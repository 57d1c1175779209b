import { err, ok, type Result } from '../result';
import { decodeText, type DecodedText } from './encoding';

/** Why a file holds no text: it is a spreadsheet program's own file, or something else entirely, such as a picture. */
export type FileTextError = { readonly type: 'Workbook' } | { readonly type: 'NoText' };

/** How `.xlsx`, `.ods` and `.numbers` begin, which are archives, and `.xls`. */
const workbookMarks = [
	[0x50, 0x4b, 0x03, 0x04],
	[0xd0, 0xcf, 0x11, 0xe0]
];
/** Characters that are looked at. */
const sampleLength = 4_096;
/** What no list has in it: control characters but those that part lines and cells, and the old mark of a file's end. */
// eslint-disable-next-line no-control-regex
const neverInText = /[\u0000-\u0008\u000e-\u0019\u001b-\u001f]/;

/** The text of a file with a list in it, see {@link decodeText}. */
export function readFileText(bytes: Uint8Array): Result<DecodedText, FileTextError> {
	if (workbookMarks.some((mark) => mark.every((byte, index) => bytes[index] === byte)))
		return err({ type: 'Workbook' });
	const decoded = decodeText(bytes);
	return neverInText.test(decoded.text.slice(0, sampleLength)) ? err({ type: 'NoText' }) : ok(decoded);
}
