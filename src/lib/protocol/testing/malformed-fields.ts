import { goodItem, type Field, type WrittenArray } from './fields';
import {
	array,
	byteString,
	falseItem,
	float32,
	float64,
	header,
	indefinite,
	invalidUtf8,
	joined,
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

/** Arrays with one fault each, all of which are to be refused. */
export function malformed(fields: readonly Field[]): WrittenArray[] {
	const items = fields.map((field) => goodItem(field));
	const good = array(items);
	const rows: [title: string, bytes: Bytes][] = [
		['nothing at all', new Uint8Array()],
		['a byte more behind it', joined(good, Uint8Array.of(0))],
		['the same once more behind it', joined(good, good)],
		['its last byte cut off', good.slice(0, -1)],
		['the header alone', good.slice(0, 1)],
		['one field more than it says', array([...items, nullItem]).with(0, good[0]!)],
		['one field less than it says', joined(header(major.array, items.length + 1), ...items)],
		['of unknown length', indefinite(major.array, items)],
		['in an array', array([good])],
		['in a byte string', byteString(good)],
		['in the tag of encoded CBOR', tagged(24, byteString(good))],
		['self-described', tagged(55_799, good)],
		[
			'a map of its fields',
			joined(header(major.map, items.length), ...items.flatMap((item, i) => [textString(`${i}`), item]))
		],
		[
			'a map with one key twice',
			joined(header(major.map, 2), textString('a'), items[0]!, textString('a'), items[0]!)
		],
		...widerThan(items.length).map((width): [string, Bytes] => [
			`its count in ${width} bytes`,
			array(items, width)
		]),
		...[...items.keys()].map((at): [string, Bytes] => [
			`null before field ${at}`,
			array([...items.slice(0, at), nullItem, ...items.slice(at)])
		]),
		['null behind the last field', array([...items, nullItem])]
	];
	for (const [at, field] of fields.entries()) {
		rows.push([`${field.name}: missing`, array(items.filter((_, i) => i !== at))]);
		rows.push([`${field.name}: twice`, array([...items.slice(0, at), items[at]!, ...items.slice(at)])]);
		for (const [title, bytes] of faultsOf(field))
			rows.push([`${field.name}: ${title}`, array(items.with(at, bytes))]);
	}
	return rows.map(([title, bytes]) => ({ title, bytes: new Uint8Array(bytes), values: null }));
}

function faultsOf(field: Field): [title: string, bytes: Bytes][] {
	const always: [string, Bytes][] = [
		['null', nullItem],
		['undefined', undefinedItem],
		['true', trueItem],
		['false', falseItem],
		['an empty map', header(major.map, 0)],
		['-1', negative(-1)],
		['tagged', tagged(42, goodItem(field))]
	];
	switch (field.type) {
		case 'constant':
			return [
				...always,
				...numberFaults(field.value),
				...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 255].flatMap((value): [string, Bytes][] =>
					value === field.value || value === field.otherwise ? [] : [[`${value}`, whole(value)]]
				)
			];
		case 'whole':
			return [
				...always,
				...numberFaults(field.value),
				['one more than it may be', whole(field.max + 1)],
				...(field.max < Number.MAX_SAFE_INTEGER
					? [['the largest number without gaps', whole(Number.MAX_SAFE_INTEGER)] as [string, Bytes]]
					: []),
				['2⁵³', whole(2n ** 53n)],
				['2⁶⁴ − 1', whole(2n ** 64n - 1n)],
				['−2⁶⁴', negative(-(2n ** 64n))]
			];
		case 'text':
			return [
				...always,
				['a number', whole(7)],
				['an array', array([goodItem(field)])],
				['as bytes', byteString(utf8(field.value))],
				['one character too long', textString('x'.repeat(field.max + 1))],
				['one character of two units too long', textString('🏢'.repeat(Math.floor(field.max / 2) + 1))],
				['in two pieces', indefinite(major.text, [textString('a'), textString('b')])],
				...widerThan(utf8(field.value).length).map((width): [string, Bytes] => [
					`its length in ${width} bytes`,
					textString(field.value, width)
				]),
				...invalidUtf8.map(([title, bytes]): [string, Bytes] => [title, textString(bytes)])
			];
		case 'bytes': {
			const isAllowed = (length: number) =>
				length < 0 || field.lengths.some(([from, to]) => length >= from && length <= to);
			const besides = field.lengths.flatMap(([from, to]) => [from - 1, to + 1]);
			return [
				...always,
				['a number', whole(7)],
				...(field.isFixed
					? [['others', byteString(field.value.map((byte) => byte ^ 1))] as [string, Bytes]]
					: []),
				['as text', textString('x'.repeat(field.value.length))],
				['an array of its bytes', array([...field.value].map((byte) => whole(byte)))],
				['as a typed array of another library', tagged(64, byteString(field.value))],
				['in two pieces', indefinite(major.bytes, [byteString(field.value), byteString(new Uint8Array())])],
				...besides.flatMap((length): [string, Bytes][] =>
					isAllowed(length) ? [] : [[`${length} bytes`, byteString(new Uint8Array(length))]]
				),
				...widerThan(field.value.length).map((width): [string, Bytes] => [
					`its length in ${width} bytes`,
					byteString(field.value, width)
				])
			];
		}
		case 'list':
			return [
				...always,
				['a number', whole(7)],
				['as bytes', byteString(goodItem(field))],
				...(field.min > 0 ? [['empty', array([])] as [string, Bytes]] : []),
				['not in arrays', array(field.of.map((inner) => goodItem(inner)))],
				['null in it', array([nullItem])],
				...malformed(field.of).flatMap(({ title, bytes }): [string, Bytes][] =>
					// One thing after another is two elements of the list.
					title.includes('behind it') || title.includes('nothing at all') ? [] : [[title, array([bytes])]]
				)
			];
	}
}

function numberFaults(value: number): [title: string, bytes: Bytes][] {
	return [
		['as text', textString(`${value}`)],
		['as bytes', byteString(Uint8Array.of(value & 255))],
		['in an array', array([whole(value)])],
		['as a float of 64 bits', float64(value)],
		['as a float of 32 bits', float32(value)],
		['as a big number', tagged(2, byteString(Uint8Array.of(value & 255)))],
		['not a number', float64(NaN)],
		['infinite', float64(Infinity)],
		['a fraction', float64(value + 0.5)],
		...widerThan(value).map((width): [string, Bytes] => [`in ${width} bytes`, whole(value, width)])
	];
}

function widerThan(argument: number): Width[] {
	return widths.filter((width) => width > shortestWidth(argument));
}
