import { decode, encode, Tokenizer, Type, type DecodeOptions } from 'cborg';

/** Deterministic CBOR (RFC 8949 §4.2) of an array of plain values and byte strings. */
export function encodeArray(fields: readonly unknown[]): Uint8Array<ArrayBuffer> {
	return new Uint8Array(encode(fields));
}

/** An array of exactly this many fields, strictly; `null` for anything else, such as one field more. */
export function decodeArray(bytes: Uint8Array, length: number): unknown[] | null {
	try {
		const fields: unknown = decode(bytes, {
			...strictly,
			tokenizer: new FloatlessTokenizer(bytes, strictly)
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
	allowBigInt: false
};

/** Refuses floats, of which no field of ours is one: 1.0 would be a second spelling of 1, which `strict` lets through. */
class FloatlessTokenizer extends Tokenizer {
	override next() {
		const token = super.next();
		if (Type.equals(token.type, Type.float)) throw new RangeError('float');
		return token;
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

/** Whether a field is a time: whole ms since 1970. */
export function isTime(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
