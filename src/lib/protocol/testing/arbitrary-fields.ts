import fc from 'fast-check';
import { goodItem, maxTime, valueOf, type Field, type WrittenArray } from './fields';
import {
	array,
	byteString,
	falseItem,
	float64,
	header,
	invalidUtf8,
	major,
	negative,
	nullItem,
	shortestWidth,
	tagged,
	textString,
	trueItem,
	undefinedItem,
	utf8,
	whole,
	widths,
	type Bytes,
	type Width
} from './hand-written-cbor';

/** Arrays of which up to two fields are something else, or something more, or missing; judged by the specification. */
export function arbitraryArray(shapes: readonly (readonly Field[])[]): fc.Arbitrary<WrittenArray> {
	const change = fc.record({ at: fc.nat(99), how: fc.constantFrom('replaced', 'added', 'removed'), item });
	const replaced = fc.record({
		at: fc.nat(99),
		how: fc.constant('replaced' as const),
		item: nearlyGood(shapes)
	});
	return fc
		.record({
			shape: fc.constantFrom(...shapes),
			changes: fc.array(fc.oneof({ weight: 3, arbitrary: replaced }, change), { maxLength: 2 })
		})
		.map(({ shape, changes }) => {
			const items = shape.map(goodAsItem);
			for (const { at, how, item } of changes) {
				const place = at % Math.max(1, items.length);
				if (how === 'replaced') items.splice(place, 1, item);
				else if (how === 'added') items.splice(place, 0, item);
				else items.splice(place, 1);
			}
			const isTaken = shapes.some(
				(fields) => fields.length === items.length && fields.every((field, i) => items[i]!.fits(field))
			);
			return {
				title: 'arbitrary',
				bytes: array(items.map(({ bytes }) => bytes)),
				values: isTaken ? items.map(({ value }) => value) : null
			};
		});
}

interface Item {
	readonly bytes: Bytes;
	readonly value: unknown;
	/** Whether a field may be this, by the specification. */
	readonly fits: (field: Field) => boolean;
}

const never = () => false;

const wholeItem = (value: number, width: Width): Item => ({
	bytes: whole(value, width),
	value,
	fits: (field) =>
		width === shortestWidth(value) &&
		((field.type === 'constant' && value === field.value) || (field.type === 'whole' && value <= field.max))
});

const textItem = (value: string, width: Width): Item => ({
	bytes: textString(value, width),
	value,
	fits: (field) =>
		width === shortestWidth(utf8(value).length) && field.type === 'text' && value.length <= field.max
});

const bytesItem = (value: Bytes, width: Width): Item => ({
	bytes: byteString(value, width),
	value,
	fits: (field) =>
		width === shortestWidth(value.length) &&
		field.type === 'bytes' &&
		(!field.isFixed || value.every((byte, i) => byte === field.value[i])) &&
		field.lengths.some(([from, to]) => value.length >= from && value.length <= to)
});

/** The shortest width as a rule. */
const widthOf = (argument: number) => {
	const shortest = shortestWidth(argument);
	const longer = widths.filter((width) => width > shortest);
	return longer.length === 0
		? fc.constant(shortest)
		: fc.oneof({ weight: 4, arbitrary: fc.constant(shortest) }, fc.constantFrom(...longer));
};

const someText = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 20 }),
	fc
		.tuple(fc.constantFrom('x', '漢', '🏢', '\uFEFF', '\u0000'), fc.nat(260))
		.map(([unit, n]) => unit.repeat(n))
);
const someBytes = fc.uint8Array({ maxLength: 70 }).map((bytes) => new Uint8Array(bytes));
const someNumber = fc.oneof(
	fc.nat(400),
	fc.constantFrom(maxTime, maxTime + 1, Number.MAX_SAFE_INTEGER),
	fc.maxSafeNat()
);
const strange: fc.Arbitrary<Item> = fc
	.oneof(
		fc.integer({ min: -(2 ** 40), max: -1 }).map((value) => negative(value)),
		fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }).map((value) => whole(value)),
		fc.double().map(float64),
		fc.constantFrom(nullItem, undefinedItem, trueItem, falseItem, array([]), header(major.map, 0)),
		fc.nat(300).map((value) => tagged(1, whole(value))),
		fc.constantFrom(...invalidUtf8.map(([, bytes]) => textString(bytes)))
	)
	.map((bytes) => ({ bytes: new Uint8Array(bytes), value: undefined, fits: never }));

const item: fc.Arbitrary<Item> = fc.oneof(
	someNumber.chain((value) => widthOf(value).map((width) => wholeItem(value, width))),
	someText.chain((value) => widthOf(utf8(value).length).map((width) => textItem(value, width))),
	someBytes.chain((value) => widthOf(value.length).map((width) => bytesItem(value, width))),
	strange
);

/** What one of the fields may be, at or beside its limit. */
function nearlyGood(shapes: readonly (readonly Field[])[]): fc.Arbitrary<Item> {
	const near = (limit: number) =>
		fc.integer({ min: Math.max(0, limit - 1), max: Math.min(limit + 1, Number.MAX_SAFE_INTEGER) });
	const atField = (field: Field): fc.Arbitrary<Item> => {
		switch (field.type) {
			case 'constant':
				return near(field.value).map((value) => wholeItem(value, shortestWidth(value)));
			case 'whole':
				return fc
					.oneof(near(field.max), fc.maxSafeNat())
					.map((value) => wholeItem(value, shortestWidth(value)));
			case 'text':
				return fc
					.oneof(
						near(field.max).map((length) => 'é'.repeat(length)),
						someText
					)
					.map((value) => textItem(value, shortestWidth(utf8(value).length)));
			case 'bytes':
				return fc
					.constantFrom(...field.lengths.flat())
					.chain(near)
					.map((length) => bytesItem(new Uint8Array(length).fill(7), shortestWidth(length)));
			case 'list':
				return item;
		}
	};
	return fc.oneof(...shapes.flat().map(atField), item);
}

function goodAsItem(field: Field): Item {
	switch (field.type) {
		case 'constant':
		case 'whole':
			return wholeItem(field.value, shortestWidth(field.value));
		case 'text':
			return textItem(field.value, shortestWidth(utf8(field.value).length));
		case 'bytes':
			return bytesItem(field.value, shortestWidth(field.value.length));
		case 'list':
			return { bytes: goodItem(field), value: valueOf(field), fits: (other) => other === field };
	}
}
