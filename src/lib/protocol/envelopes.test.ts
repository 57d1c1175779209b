import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecision } from './decision';
import { parseEntryEnvelope } from './entry-envelope';
import { parseGrant } from './grant';
import { parseInvite } from './hub/invite';
import { parseReceipt } from './receipt';
import { parseRequest } from './request';
import { arbitraryArray } from './testing/arbitrary-fields';
import { atLimits, bytesOf, wellFormed, type Field } from './testing/fields';
import { malformed } from './testing/malformed-fields';

/** Envelopes as they travel, before anything is unsealed: written by hand from the specification. */
const constant = (name: string, value: number): Field => ({ name, type: 'constant', value });
const id = (name: string, byte: number) => bytesOf(name, new Uint8Array(16).fill(byte));
const upTo = (max: number, length = 40): Field => ({
	name: 'ciphertext',
	type: 'bytes',
	value: new Uint8Array(length).fill(9),
	lengths: [[0, max]]
});
const nonce = bytesOf('nonce', new Uint8Array(12).fill(8));
const hex = (byte: unknown) => Buffer.from(byte as Uint8Array).toString('hex');

/** A length that has a header of four bytes. */
const entryCiphertext = 70_000;

interface Envelope {
	readonly shapes: readonly (readonly Field[])[];
	readonly parse: (bytes: Uint8Array) => unknown;
	readonly contentOf: (values: readonly unknown[]) => unknown;
}

const receiptOf = (kind: number, otherwise: number): Field[] => [
	constant('version', 1),
	{ name: 'kind', type: 'constant', value: kind, otherwise },
	id('ticket id', 1),
	id('request id', 2),
	nonce,
	upTo(64)
];

const envelopes: Record<string, Envelope> = {
	request: {
		shapes: [[constant('version', 1), constant('kind', 1), id('ticket id', 1), nonce, upTo(512)]],
		parse: parseRequest,
		contentOf: ([, , ticketId, nonce, ciphertext]) => ({ ticketId: hex(ticketId), nonce, ciphertext })
	},
	decision: {
		shapes: [
			[
				constant('version', 1),
				constant('kind', 2),
				id('workspace', 1),
				id('ticket id', 2),
				id('request id', 3),
				bytesOf('enc', new Uint8Array(65).fill(4)),
				upTo(1_024)
			]
		],
		parse: parseDecision,
		contentOf: ([, , workspace, ticketId, request, enc, ciphertext]) => ({
			workspace: hex(workspace),
			ticketId: hex(ticketId),
			request: hex(request),
			enc,
			ciphertext
		})
	},
	receipt: {
		shapes: [receiptOf(3, 8), receiptOf(8, 3)],
		parse: parseReceipt,
		contentOf: ([, kind, ticketId, request, nonce, ciphertext]) => ({
			what: kind === 3 ? 'signed-in' : 'delivered',
			ticketId: hex(ticketId),
			request: hex(request),
			nonce,
			ciphertext
		})
	},
	grant: {
		shapes: [
			[
				constant('version', 1),
				constant('kind', 4),
				id('workspace', 1),
				id('ticket id', 2),
				{
					name: 'serial tag',
					type: 'bytes',
					value: new Uint8Array(16).fill(5),
					lengths: [
						[0, 0],
						[16, 16]
					]
				},
				nonce,
				upTo(1_024)
			]
		],
		parse: parseGrant,
		contentOf: ([, , workspace, ticketId, serialTag, nonce, ciphertext]) => ({
			workspace: hex(workspace),
			ticketId: hex(ticketId),
			serialTag,
			nonce,
			ciphertext
		})
	},
	invitation: {
		shapes: [
			[
				constant('version', 1),
				constant('kind', 5),
				id('workspace', 1),
				bytesOf('secret', new Uint8Array(32).fill(2))
			]
		],
		parse: parseInvite,
		contentOf: ([, , workspace, secret]) => ({ workspace: hex(workspace), secret })
	},
	entry: {
		shapes: [
			[
				constant('version', 1),
				id('workspace', 1),
				{ name: 'epoch', type: 'whole', value: 3, max: Number.MAX_SAFE_INTEGER },
				id('id', 2),
				id('author', 3),
				nonce,
				// Its limit is that of the whole, which is tested below.
				upTo(entryCiphertext),
				bytesOf('signature', new Uint8Array(64).fill(6))
			]
		],
		parse: (bytes) => {
			const parsed = parseEntryEnvelope(bytes);
			if (!parsed) return null;
			const { bytes: whole, ...rest } = parsed;
			expect(whole).toBe(bytes);
			return rest;
		},
		contentOf: ([, workspace, epoch, entry, author, nonce, ciphertext, signature]) => ({
			workspace: hex(workspace),
			epoch,
			id: hex(entry),
			author: hex(author),
			nonce,
			ciphertext,
			signature
		})
	}
};

describe.each(Object.entries(envelopes))('envelope of a kind: %s', (name, { shapes, parse, contentOf }) => {
	it('is read as it was written, also at the limits of its fields', () => {
		for (const { title, bytes, values } of shapes.flatMap((shape) => [wellFormed(shape), ...atLimits(shape)]))
			expect(parse(bytes), title).toEqual(contentOf(values!));
	});

	it('is refused where it has any one fault', () => {
		const rows = shapes.flatMap(malformed);
		// The specification has another limit for this one: the length of the whole.
		const refused = rows.filter(
			({ title }) => name !== 'entry' || title !== `ciphertext: ${entryCiphertext + 1} bytes`
		);
		const taken = refused.filter(({ bytes }) => parse(bytes) !== null).map(({ title }) => title);
		expect(taken).toEqual([]);
	});

	it('is read or refused as the specification says, whatever the bytes', () => {
		fc.assert(
			fc.property(arbitraryArray(shapes), ({ bytes, values }) => {
				fc.pre(name !== 'entry' || bytes.length < entryCiphertext);
				expect(parse(bytes)).toEqual(values && contentOf(values));
			}),
			{ numRuns: 1_000 }
		);
	});
});

it('an entry may have four megabytes in all, and not a byte more', () => {
	const [shape] = envelopes.entry!.shapes;
	const withCiphertext = (length: number) =>
		wellFormed(
			shape!.map((field) =>
				field.name === 'ciphertext' ? ({ ...field, value: new Uint8Array(length) } as Field) : field
			)
		).bytes;
	const rest = withCiphertext(100_000).length - 100_000;
	const most = 4 * 1_024 * 1_024;
	expect(withCiphertext(most - rest)).toHaveLength(most);
	expect(parseEntryEnvelope(withCiphertext(most - rest))).not.toBeNull();
	expect(parseEntryEnvelope(withCiphertext(most - rest + 1))).toBeNull();
});
