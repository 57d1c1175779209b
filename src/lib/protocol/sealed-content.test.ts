import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { arbitraryArray } from './testing/arbitrary-fields';
import { atLimits, wellFormed } from './testing/fields';
import { malformed } from './testing/malformed-fields';
import { sealedKinds, type SealedKind } from './testing/sealed-kinds';

/** A plaintext with more than this does not fit into its envelope, which is tested with the envelopes. */
const fits = ({ length }: Uint8Array, { name }: SealedKind) => length <= (name === 'request' ? 496 : 1_000);

const names = [
	'request',
	'decision',
	'grant',
	'receipt: signed-in',
	'receipt: delivered',
	'answer to an invitation',
	'package of an invitation'
];
let kinds: SealedKind[];

beforeAll(async () => {
	kinds = await sealedKinds();
});

it('every sealed kind is tried', () => {
	expect(kinds.map(({ name }) => name)).toEqual(names);
});

describe.each(names)('%s, sealed with the right keys', (name) => {
	let kind: SealedKind;
	const opened = async (plaintext: Uint8Array<ArrayBuffer>) => kind.open(await kind.seal(plaintext));
	beforeAll(() => {
		kind = kinds.find((one) => one.name === name)!;
	});

	it('opens to what it says', async () => {
		for (const shape of kind.shapes) {
			const { bytes, values } = wellFormed(shape);
			expect(await opened(bytes)).toEqual(kind.contentOf(values!));
		}
	});

	it('opens at the limits of its fields', async () => {
		const rows = kind.shapes.flatMap(atLimits).filter(({ bytes }) => fits(bytes, kind));
		expect(rows.length).toBeGreaterThan(kind.shapes.length);
		for (const { title, bytes, values } of rows)
			expect(await opened(bytes), title).toEqual(kind.contentOf(values!));
	});

	it('is refused where its content has any one fault', async () => {
		const taken: string[] = [];
		for (const { title, bytes } of kind.shapes.flatMap(malformed))
			if ((await opened(bytes)) !== null) taken.push(title);
		expect(taken).toEqual([]);
	});

	it('is opened or refused as the specification says, whatever the content', async () => {
		await fc.assert(
			fc.asyncProperty(arbitraryArray(kind.shapes), async ({ bytes, values }) => {
				fc.pre(fits(bytes, kind));
				expect(await opened(bytes)).toEqual(values && kind.contentOf(values));
			}),
			{ numRuns: 300 }
		);
	});
});
