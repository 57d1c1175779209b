/**
 * CBOR written byte by byte from RFC 8949, without the library that reads it. Each item may be written as no good writer
 * would: with a longer header than it needs, in pieces, as a float.
 */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Major types (RFC 8949 §3.1). */
export const major = { whole: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6 } as const;

/** Bytes of the argument that follow the initial byte. */
export type Width = 0 | 1 | 2 | 4 | 8;
export const widths: readonly Width[] = [0, 1, 2, 4, 8];

/** The only width that deterministic encoding (§4.2.1) allows for an argument. */
export function shortestWidth(argument: number | bigint): Width {
	const value = BigInt(argument);
	if (value < 24n) return 0;
	if (value < 0x100n) return 1;
	if (value < 0x1_0000n) return 2;
	return value < 0x1_0000_0000n ? 4 : 8;
}

/** The header of an item: its major type, and a number, a length or a count. */
export function header(
	majorType: number,
	argument: number | bigint,
	width: Width = shortestWidth(argument)
): Bytes {
	const additional = { 0: Number(argument), 1: 24, 2: 25, 4: 26, 8: 27 }[width];
	const bytes = new Uint8Array(1 + width);
	bytes[0] = (majorType << 5) | additional;
	for (let i = 0, rest = BigInt(argument); i < width; i++, rest >>= 8n)
		bytes[width - i] = Number(rest & 255n);
	return bytes;
}

/** A whole number, 0 or more. */
export function whole(value: number | bigint, width?: Width): Bytes {
	return header(major.whole, value, width);
}

/** A number below 0. */
export function negative(value: number | bigint): Bytes {
	return header(major.negative, -1n - BigInt(value));
}

/** A byte string. */
export function byteString(bytes: Uint8Array, width?: Width): Bytes {
	return joined(header(major.bytes, bytes.length, width), bytes);
}

/** A text string; of bytes, these stand where its UTF-8 should. */
export function textString(text: string | Uint8Array, width?: Width): Bytes {
	const bytes = typeof text === 'string' ? utf8(text) : text;
	return joined(header(major.text, bytes.length, width), bytes);
}

/** An array of items that are written already. */
export function array(items: readonly Uint8Array[], width?: Width): Bytes {
	return joined(header(major.array, items.length, width), ...items);
}

/** A tag in front of an item. */
export function tagged(tag: number, item: Uint8Array): Bytes {
	return joined(header(major.tag, tag), item);
}

/** An item of unknown length: its pieces, and a break. */
export function indefinite(majorType: number, pieces: readonly Uint8Array[]): Bytes {
	return joined(Uint8Array.of((majorType << 5) | 31), ...pieces, Uint8Array.of(0xff));
}

/** A float of 64 bits. */
export function float64(value: number): Bytes {
	const bytes = new DataView(new ArrayBuffer(9));
	bytes.setUint8(0, 0xfb);
	bytes.setFloat64(1, value);
	return new Uint8Array(bytes.buffer);
}

/** A float of 32 bits. */
export function float32(value: number): Bytes {
	const bytes = new DataView(new ArrayBuffer(5));
	bytes.setUint8(0, 0xfa);
	bytes.setFloat32(1, value);
	return new Uint8Array(bytes.buffer);
}

export const falseItem = Uint8Array.of(0xf4);
export const trueItem = Uint8Array.of(0xf5);
export const nullItem = Uint8Array.of(0xf6);
export const undefinedItem = Uint8Array.of(0xf7);

/** Bytes one after the other. */
export function joined(...parts: readonly Uint8Array[]): Bytes {
	const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}

/** UTF-8 by hand (RFC 3629), for text without half characters. */
export function utf8(text: string): Bytes {
	return Uint8Array.from(
		[...text].flatMap((character) => {
			const point = character.codePointAt(0)!;
			const tail = (shift: number) => 0x80 | ((point >> shift) & 0x3f);
			if (point < 0x80) return [point];
			if (point < 0x800) return [0xc0 | (point >> 6), tail(0)];
			if (point < 0x1_0000) return [0xe0 | (point >> 12), tail(6), tail(0)];
			return [0xf0 | (point >> 18), tail(12), tail(6), tail(0)];
		})
	);
}

/** Bytes that are no UTF-8 (RFC 3629 §3), by what is wrong with them. */
export const invalidUtf8: readonly (readonly [string, Bytes])[] = [
	['a byte that UTF-8 never has', Uint8Array.of(0x61, 0xff)],
	['a continuation without a beginning', Uint8Array.of(0x80)],
	['a beginning without continuation', Uint8Array.of(0x61, 0xc3)],
	['a slash in two bytes', Uint8Array.of(0xc0, 0xaf)],
	['half a character', Uint8Array.of(0xed, 0xa0, 0x80)],
	['a character beyond the last', Uint8Array.of(0xf4, 0x90, 0x80, 0x80)],
	['40 letters and half a character', joined(utf8('x'.repeat(40)), Uint8Array.of(0xe6, 0xbc))]
];
