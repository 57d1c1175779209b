import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomBytes, randomId } from './bytes';
import { isSignedBy, openEntryEnvelope, parseEntryEnvelope, sealEntry } from './entry-envelope';
import { importSealingKey } from './sealing';
import { generateSigningKeyPair } from './signing';

const header = { workspace: randomId(), epoch: 1, id: randomId(), author: randomId() };
const content = new TextEncoder().encode('{"stamp":"x"}');
let sealingKey: CryptoKey;
let author: CryptoKeyPair;
let bytes: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
	sealingKey = await importSealingKey(randomBytes(32));
	author = await generateSigningKeyPair(false);
	bytes = await sealEntry(header, content, sealingKey, author.privateKey);
});

describe('entry envelope', () => {
	it('opens to what was sealed, signed by its author', async () => {
		const envelope = parseEntryEnvelope(bytes)!;
		expect(envelope).toMatchObject(header);
		expect(await isSignedBy(envelope, author.publicKey)).toBe(true);
		expect(await openEntryEnvelope(envelope, sealingKey)).toEqual(content);
	});

	it('makes long content smaller, and gives it back', async () => {
		const long = new TextEncoder().encode('{"stamp":"x"}'.repeat(1_000));
		const sealed = await sealEntry(header, long, sealingKey, author.privateKey);
		expect(sealed.length).toBeLessThan(long.length / 10);
		const envelope = parseEntryEnvelope(sealed)!;
		expect(await isSignedBy(envelope, author.publicKey)).toBe(true);
		expect(await openEntryEnvelope(envelope, sealingKey)).toEqual(long);
	});

	it('never opens, or is not the author’s, once any bit has changed', async () => {
		await fc.assert(
			fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
				const changed = bytes.slice();
				changed[at]! ^= 1 << bit;
				const envelope = parseEntryEnvelope(changed);
				if (envelope === null) return;
				const isOpened = (await openEntryEnvelope(envelope, sealingKey)) !== null;
				expect(isOpened && (await isSignedBy(envelope, author.publicKey))).toBe(false);
			}),
			{ numRuns: 500 }
		);
	});

	it('does not open in another place', async () => {
		const envelope = parseEntryEnvelope(bytes)!;
		for (const moved of [{ workspace: randomId() }, { id: randomId() }, { author: randomId() }, { epoch: 2 }])
			expect(await openEntryEnvelope({ ...envelope, ...moved }, sealingKey)).toBeNull();
	});

	it('refuses arbitrary bytes without an exception', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
				expect(parseEntryEnvelope(noise)).toBeNull();
			}),
			{ numRuns: 2_000 }
		);
	});
});
