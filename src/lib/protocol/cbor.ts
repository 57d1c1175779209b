import { decode, encode, Token, Tokenizer, Type, type DecodeOptions } from 'cborg';
import { latestTime } from './stamp';

/** Deterministic CBOR (RFC 8949 §4.2) of an array of plain values and byte strings. */
export function encodeArray(fields: readonly unknown[]): Uint8Array<ArrayBuffer> {
	const bytes = encode(fields);
	// Short ones are a view into the encoder's page, all of which would be stored with them.
	const isWhole = bytes.length === bytes.buffer.byteLength;
	return new Uint8Array(isWhole ? (bytes.buffer as ArrayBuffer) : bytes);
}

/**
 * An encoded array with one field more, for arrays of up to 22 fields: their number is in the initial byte
 * (RFC 8949 §3.1). Nothing is encoded twice.
 */
export function withField(array: Uint8Array, field: unknown): Uint8Array<ArrayBuffer> {
	const encoded = encode(field);
	const bytes = new Uint8Array(array.length + encoded.length);
	bytes.set(array);
	bytes.set(encoded, array.length);
	bytes[0]! += 1;
	return bytes;
}

/** An encoded array of up to 23 fields without its last field, which is this. The opposite of {@link withField}. */
export function withoutField(array: Uint8Array, field: unknown): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(array.subarray(0, array.length - encode(field).length));
	bytes[0]! -= 1;
	return bytes;
}

/** An array of exactly this many fields, strictly; `null` for anything else, such as one field more. */
export function decodeArray(bytes: Uint8Array, length: number): unknown[] | null {
	try {
		const fields: unknown = decode(bytes, {
			...strictly,
			tokenizer: new StrictTokenizer(bytes, strictly)
		});
		return Array.isArray(fields) && fields.length === length ? fields : null;
	} catch {
		return null;
	}
}

const strictly: DecodeOptions = {
	strict: true,
	allowIndefinite: false,
	allowUndefined: false,
	allowBigInt: false,
	retainStringBytes: true
};
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Refuses what `strict` lets through: floats, as 1.0 would be a second spelling of 1, and text that is not UTF-8. The library's
 * own text has U+FFFD where that is broken, and has lost a byte order mark at its beginning.
 */
class StrictTokenizer extends Tokenizer {
	override next() {
		const token = super.next();
		if (token.type === Type.float) throw new RangeError('float');
		const bytes = token.type === Type.string ? token.byteValue : undefined;
		return bytes ? new Token(Type.string, utf8.decode(bytes), token.encodedLength) : token;
	}
}

/** Whether a field is a byte string of this length, or of any. */
export function isBytes(value: unknown, length?: number): value is Uint8Array<ArrayBuffer> {
	return value instanceof Uint8Array && (length === undefined || value.length === length);
}

/** Whether a field is text of at most so many UTF-16 units. */
export function isText(value: unknown, max: number): value is string {
	return typeof value === 'string' && value.length <= max;
}

/** Whether a field is a whole number, 0 or more. */
export function isWhole(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Whether a field is a time: whole ms since 1970, as late as a stamp can hold. */
export function isTime(value: unknown): value is number {
	return isWhole(value) && value <= latestTime;
}
