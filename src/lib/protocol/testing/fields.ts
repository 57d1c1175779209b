import { array, byteString, textString, whole, type Bytes } from './hand-written-cbor';

/**
 * Arrays of fields as the protocol specifies them, written by hand: what is right and what is at the limits. What is wrong is
 * in malformed-fields, what is anything at all in arbitrary-fields.
 */
export type Field = { readonly name: string } & FieldType;

type FieldType =
	/** One number; `otherwise` is what it is in other arrays that are taken as well. */
	| { readonly type: 'constant'; readonly value: number; readonly otherwise?: number }
	/** Up to `max`, from 0. */
	| { readonly type: 'whole'; readonly value: number; readonly max: number }
	/** At most so many UTF-16 units. */
	| { readonly type: 'text'; readonly value: string; readonly max: number }
	/** As long as one of these ranges says; `isFixed`: these bytes and no others. */
	| {
			readonly type: 'bytes';
			readonly value: Bytes;
			readonly lengths: readonly LengthRange[];
			readonly isFixed?: true;
	  }
	/** At least `min` arrays of these fields. */
	| { readonly type: 'list'; readonly of: readonly Field[]; readonly min: number };
type LengthRange = readonly [from: number, to: number];

/** An array that was written by hand. */
export interface WrittenArray {
	readonly title: string;
	readonly bytes: Bytes;
	/** What it says; `null` where it is to be refused. */
	readonly values: readonly unknown[] | null;
}

/** Bytes of exactly this length. */
export function bytesOf(name: string, value: Uint8Array): Field {
	return { name, type: 'bytes', value: new Uint8Array(value), lengths: [[value.length, value.length]] };
}

/** The largest time there is: what the 12 hex digits of a stamp hold. */
export const maxTime = 281_474_976_710_655;

/** A time in ms. */
export function timeOf(name: string, value: number): Field {
	return { name, type: 'whole', value, max: maxTime };
}

/** The array as a good writer writes it. */
export function wellFormed(fields: readonly Field[]): WrittenArray {
	return {
		title: 'well-formed',
		bytes: array(fields.map((field) => goodItem(field))),
		values: fields.map(valueOf)
	};
}

/** Arrays at the limits of each field, all of which are to be taken. */
export function atLimits(fields: readonly Field[]): WrittenArray[] {
	return fields.flatMap((field, at) =>
		limitsOf(field).map(({ title, bytes, value }) => ({
			title: `${field.name}: ${title}`,
			bytes: array(fields.map((other, i) => (i === at ? bytes : goodItem(other)))),
			values: fields.map((other, i) => (i === at ? value : valueOf(other)))
		}))
	);
}

/** A field as a good writer writes it. */
export function goodItem(field: Field): Bytes {
	switch (field.type) {
		case 'constant':
		case 'whole':
			return whole(field.value);
		case 'text':
			return textString(field.value);
		case 'bytes':
			return byteString(field.value);
		case 'list':
			return array([array(field.of.map((inner) => goodItem(inner)))]);
	}
}

/** What a good writer's field says. */
export function valueOf(field: Field): unknown {
	return field.type === 'list' ? [field.of.map(valueOf)] : field.value;
}

function limitsOf(field: Field): { title: string; bytes: Bytes; value: unknown }[] {
	switch (field.type) {
		case 'constant':
			return [];
		case 'whole':
			return [0, field.max].map((value) => ({ title: `${value}`, bytes: whole(value), value }));
		case 'text':
			return [
				['empty', ''],
				['as long as it may be', 'x'.repeat(field.max)],
				['as long as it may be, three bytes a character', '漢'.repeat(field.max)],
				['beginning with a byte order mark', '\uFEFFx'],
				['with a null character', 'a\u0000b']
			].map(([title, value]) => ({ title: title!, bytes: textString(value!), value }));
		case 'bytes':
			if (field.isFixed) return [];
			return field.lengths.flat().map((length) => {
				const value = new Uint8Array(length).fill(7);
				return { title: `${length} bytes`, bytes: byteString(value), value };
			});
		case 'list':
			return atLimits(field.of).map(({ title, bytes, values }) => ({
				title,
				bytes: array([bytes]),
				value: [values]
			}));
	}
}
