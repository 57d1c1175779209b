import type { ExpectedDevice, Profile } from '../account';
import { hasGuard } from './guard';

/** The most characters a text may have; the display name's is Microsoft Entra's own. */
export const maxLengths: Readonly<
	Record<
		keyof Profile | keyof ExpectedDevice | 'calendarProcessing' | 'mailboxType' | 'licence' | 'password',
		number
	>
> = Object.freeze({
	signInName: 113,
	displayName: 256,
	site: 128,
	building: 128,
	floor: 64,
	room: 128,
	timeZone: 64,
	notes: 2_000,
	make: 128,
	model: 128,
	serial: 128,
	calendarProcessing: 64,
	mailboxType: 64,
	licence: 256,
	password: 256
});

const plainText = /^[\x20-\x7e]*$/;

/** A cell as one line of text: our guard taken off, NFC, control characters and line breaks as spaces, trimmed. */
export function readText(cell: string): string {
	const text = readPassword(cell);
	return plainText.test(text)
		? text.trim()
		: text
				.normalize('NFC')
				.replace(/\p{Cc}+/gu, ' ')
				.trim();
}

/** A cell as text of several lines, each ended by `\n`. */
export function readLines(cell: string): string {
	const text = readPassword(cell);
	if (plainText.test(text)) return text.trim();
	return text
		.normalize('NFC')
		.replace(/\r\n?/g, '\n')
		.replace(/[^\P{Cc}\n]+/gu, ' ')
		.trim();
}

/** A cell to the letter, only our guard taken off: a password may begin or end with a space. */
export function readPassword(cell: string): string {
	return hasGuard(cell) ? cell.slice(1) : cell;
}

const yes = new Set(
	'true yes y 1 on x ✓ wahr ja j oui o vrai sí si verdadero sim sì vero sann ja på'.split(' ')
);
const no = new Set(
	'false no n 0 off falsch nein non faux falso não nao nei nej usann falskt av fra'.split(' ')
);

/** A truth value in many words and languages; `undefined` where it is none. */
export function readBoolean(cell: string): boolean | undefined {
	const word = readText(cell).toLowerCase();
	return yes.has(word) ? true : no.has(word) ? false : undefined;
}

const noLicence = new Set([
	'unlicensed',
	'none',
	'nicht lizenziert',
	'keine',
	'sans licence',
	'aucune',
	'ninguna',
	'ingen'
]);

/**
 * The licences in a cell, parted by `;`, else by `+` (Microsoft 365 admin centre), else by `,`: names with a comma or a
 * plus in them exist. `Unlicensed` and its like are known to be none.
 */
export function readLicences(cell: string): readonly string[] {
	const text = readText(cell);
	if (noLicence.has(text.toLowerCase())) return [];
	const separator = [';', '+'].find((mark) => text.includes(mark)) ?? ',';
	return [...new Set(text.split(separator).map((name) => name.trim()))].filter((name) => name !== '');
}

/** Licences in one cell, so that `readLicences` gives them back. */
export function writeLicences(licences: readonly string[]): string {
	if (licences.length === 0) return 'None';
	const text = licences.join(';');
	return licences.length === 1 && /[+,]/.test(text) ? `${text};` : text;
}

/** Whether text is an IANA time zone this system knows. */
export function isTimeZone(text: string): boolean {
	// Some engines also take offsets such as `+01:00`, others do not.
	if (!/^[a-z]/i.test(text)) return false;
	try {
		new Intl.DateTimeFormat('en', { timeZone: text });
		return true;
	} catch {
		return false;
	}
}
