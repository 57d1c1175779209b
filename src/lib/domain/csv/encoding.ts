/** The encodings Excel and PowerShell write. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** A file's text, and how it was written. */
export interface DecodedText {
	readonly text: string;
	readonly encoding: TextEncoding;
}

/** Bytes looked at to tell UTF-16 without a byte order mark. */
const sampleLength = 4_096;

/**
 * Reads a file's text, whatever wrote it: by its byte order mark, else UTF-16 by its pattern of zero bytes, else
 * UTF-8 where every byte fits, else Windows-1252. The byte order mark is not part of the text.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
	const marked = markedEncoding(bytes);
	const guessed = marked ?? unmarkedUtf16(bytes);
	if (guessed) return { text: new TextDecoder(guessed).decode(bytes), encoding: guessed };
	try {
		return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
	} catch {
		// As a stream, because Node 20 takes a shortcut through Latin-1 otherwise (nodejs/node#56542).
		const text = new TextDecoder('windows-1252').decode(bytes, { stream: true });
		return { text, encoding: 'windows-1252' };
	}
}

/** UTF-8 with a byte order mark: without it, Excel takes a CSV for the system's own code page. */
export function encodeText(text: string): Uint8Array<ArrayBuffer> {
	return new TextEncoder().encode('\ufeff' + text);
}

function markedEncoding([first, second, third]: Uint8Array): TextEncoding | undefined {
	if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
	if (first === 0xff && second === 0xfe) return 'utf-16le';
	if (first === 0xfe && second === 0xff) return 'utf-16be';
	return undefined;
}

/** Western text in UTF-16 has a zero byte in most pairs, always on the same side; other text has none. */
function unmarkedUtf16(bytes: Uint8Array): TextEncoding | undefined {
	const pairs = Math.floor(Math.min(bytes.length, sampleLength) / 2);
	let zerosFirst = 0;
	let zerosSecond = 0;
	for (let i = 0; i < pairs; i++) {
		if (bytes[2 * i] === 0) zerosFirst++;
		if (bytes[2 * i + 1] === 0) zerosSecond++;
	}
	if (zerosSecond > pairs / 2 && zerosFirst < pairs / 20) return 'utf-16le';
	if (zerosFirst > pairs / 2 && zerosSecond < pairs / 20) return 'utf-16be';
	return undefined;
}
