import { decode, encode } from 'cborg';
import type { SeededRandom } from './seeded-random';

type Bytes = Uint8Array<ArrayBuffer>;
type Mutation = (random: SeededRandom, original: Bytes, other: Bytes) => Bytes;

/** What can happen to an envelope, by accident or by intent. Each may, rarely, leave it as it was. */
export const byteMutations: Readonly<Record<string, Mutation>> = {
	noise: (random) => random.bytes(random.below(400)),
	'bits flipped': (random, original) => {
		const copy = original.slice();
		for (let left = 1 + random.below(8); left > 0; left--)
			copy[random.below(copy.length)]! ^= 1 << random.below(8);
		return copy;
	},
	'one byte changed': (random, original) => {
		const copy = original.slice();
		copy[random.below(copy.length)] = random.below(256);
		return copy;
	},
	truncated: (random, original) => original.slice(0, random.below(original.length)),
	extended: (random, original) => joined(original, random.bytes(1 + random.below(40))),
	'head of one, tail of another': (random, original, other) =>
		joined(original.slice(0, random.below(original.length)), other.slice(random.below(other.length))),
	'bytes removed': (random, original) => {
		const at = random.below(original.length);
		return joined(original.slice(0, at), original.slice(at + 1 + random.below(20)));
	},
	'fields swapped': (random, original) => {
		const fields = fieldsOf(original);
		const [i, j] = [random.below(fields.length), random.below(fields.length)];
		[fields[i], fields[j]] = [fields[j], fields[i]];
		return encoded(fields);
	},
	'a field of another': (random, original, other) => {
		const fields = fieldsOf(original);
		fields[random.below(fields.length)] = random.pick(fieldsOf(other));
		return encoded(fields);
	},
	'the same field of another': (random, original, other) => {
		const fields = fieldsOf(original);
		const at = random.below(fields.length);
		fields[at] = fieldsOf(other)[at] ?? null;
		return encoded(fields);
	},
	'a field more or less': (random, original) => {
		const fields = fieldsOf(original);
		if (random.below(2) === 0) fields.splice(random.below(fields.length), 1);
		else fields.splice(random.below(fields.length + 1), 0, anyValue(random));
		return encoded(fields);
	},
	'a field of another type': (random, original) => {
		const fields = fieldsOf(original);
		fields[random.below(fields.length)] = anyValue(random);
		return encoded(fields);
	},
	'a field of another length': (random, original) => {
		const fields = fieldsOf(original);
		const at = random.below(fields.length);
		if (fields[at] instanceof Uint8Array) fields[at] = random.bytes(random.below(3_000));
		return encoded(fields);
	},
	'another version or kind': (random, original) => {
		const fields = fieldsOf(original);
		fields[random.below(2)] = random.pick([0, 1, 2, 3, 4, 5, -1, 23, 24, 255, 65_536, '1', 1.5, true, null]);
		return encoded(fields);
	},
	'another spelling of a header': (random, original) => respelled(random, original),
	'a huge length': (random, original) => {
		const [at, size] = random.pick(headersOf(original));
		const major = original[at]! & 0xe0;
		const huge = random.pick([
			[major | 25, 0xff, 0xff],
			[major | 26, 0xff, 0xff, 0xff, 0xff],
			[major | 26, 0x7f, 0xff, 0xff, 0xff],
			[major | 27, 0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
			[major | 27, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]
		]);
		return joined(original.slice(0, at), Uint8Array.from(huge), original.slice(at + size));
	},
	'arrays in arrays': (random, original) =>
		joined(new Uint8Array(random.below(random.below(50) === 0 ? 100_000 : 300)).fill(0x81), original)
};

function joined(...parts: readonly Uint8Array[]): Bytes {
	const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}

function fieldsOf(envelope: Bytes): unknown[] {
	return decode(envelope) as unknown[];
}

function encoded(fields: readonly unknown[]): Bytes {
	return new Uint8Array(encode(fields));
}

function anyValue(random: SeededRandom): unknown {
	return random.pick<() => unknown>([
		() => random.below(300),
		() => -random.below(300) - 1,
		() => random.next(),
		() => 2n ** 63n,
		() => random.bytes(random.pick([0, 12, 16, 65, 100])),
		() => random.text(16, 'abcdef0123456789'),
		() => [],
		() => [1, [2, [3]]],
		() => ({ version: 1 }),
		() => null,
		() => undefined,
		() => true
	])();
}

/** Where an array and its fields begin, and how long the header of each is; nothing in it is nested. */
function headersOf(envelope: Bytes): [at: number, size: number][] {
	const headers: [number, number][] = [];
	for (let at = 0; at < envelope.length;) {
		const info = envelope[at]! & 31;
		const size = info < 24 ? 1 : 1 + 2 ** (info - 24);
		headers.push([at, size]);
		const isBytes = envelope[at]! >> 5 === 2;
		at += size + (isBytes ? argumentOf(envelope, at, size) : 0);
	}
	return headers;
}

function argumentOf(envelope: Bytes, at: number, size: number): number {
	if (size === 1) return envelope[at]! & 31;
	return envelope.subarray(at + 1, at + size).reduce((value, byte) => value * 256 + byte, 0);
}

/** The same value as CBOR allows to spell it too: more bytes than needed, a float, a string in pieces. */
function respelled(random: SeededRandom, envelope: Bytes): Bytes {
	const [at, size] = random.pick(headersOf(envelope));
	const major = envelope[at]! & 0xe0;
	const argument = argumentOf(envelope, at, size);
	const longer = [
		...(argument < 24 ? [[major | 24, argument]] : []),
		...(size <= 2 ? [[major | 25, argument >> 8, argument & 255]] : []),
		[major | 26, 0, 0, argument >> 8, argument & 255],
		[major | 27, 0, 0, 0, 0, 0, 0, argument >> 8, argument & 255]
	];
	const rest = envelope.slice(at + size);
	const before = envelope.slice(0, at);
	if (major === 0x80 && random.below(2) === 0)
		return joined(before, Uint8Array.of(0x9f), rest, Uint8Array.of(0xff));
	if (major === 0 && random.below(2) === 0) return joined(before, floatOf(random, argument), rest);
	if (major === 0x40 && random.below(2) === 0) {
		const end = at + size + argument;
		const piece = envelope.slice(at, end);
		return joined(before, Uint8Array.of(0x5f), piece, Uint8Array.of(0xff), envelope.slice(end));
	}
	return joined(before, Uint8Array.from(random.pick(longer)), rest);
}

function floatOf(random: SeededRandom, value: number): Bytes {
	const bytes = new DataView(new ArrayBuffer(9));
	if (random.below(2) === 0) {
		bytes.setUint8(0, 0xfa);
		bytes.setFloat32(1, value);
		return new Uint8Array(bytes.buffer, 0, 5);
	}
	bytes.setUint8(0, 0xfb);
	bytes.setFloat64(1, value);
	return new Uint8Array(bytes.buffer);
}
