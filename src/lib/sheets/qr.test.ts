import fc from 'fast-check';
import { create } from 'qrcode/lib/core/qrcode.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { readBarcodes } from 'zxing-wasm/reader';
import { codeAlphabet, parseCode, type Code } from '$lib/protocol/code';
import { sheetLink } from '$lib/protocol/sheet-link';
import { quietZone } from '$lib/qr/drawing';
import { prepareDecoder, raster } from '$lib/qr/testing/raster';
import { qrPen } from './qr';
import { sampleCode } from './sample-code';

const codes = fc.string({
	unit: fc.constantFrom(...codeAlphabet),
	minLength: 16,
	maxLength: 16
}) as unknown as fc.Arbitrary<Code>;
const addresses = fc
	.tuple(fc.webUrl({ validSchemes: ['https', 'http'] }), fc.boolean())
	.map(([url, slash]) => (slash ? `${url.replace(/\/+$/, '')}/` : url));

const rooms = fc.oneof(fc.constant(''), fc.string({ unit: 'grapheme', maxLength: 20 }));

beforeAll(prepareDecoder);

describe('qrPen', () => {
	it('draws what another decoder reads as the link', async () => {
		await fc.assert(
			fc.asyncProperty(addresses, codes, rooms, async (address, code, room) => {
				const { path, side } = qrPen(address)(code, room);
				const found = await readBarcodes(raster(path, side, 4), { formats: ['QRCode'] });
				expect(found.map(({ text }) => text)).toEqual([sheetLink(address, code, room)]);
				expect(found[0]!.ecLevel).toBe('M');
			}),
			{ numRuns: 40 }
		);
	});

	it('is never larger than the QR of the link as bytes', () => {
		fc.assert(
			fc.property(addresses, codes, rooms, (address, code, room) => {
				const data = new TextEncoder().encode(sheetLink(address, code, room));
				const { modules } = create([{ mode: 'byte', data }], { errorCorrectionLevel: 'M' });
				expect(qrPen(address)(code, room).side).toBeLessThanOrEqual(modules.size + 2 * quietZone);
			}),
			{ numRuns: 50 }
		);
	});
});

describe('sampleCode', () => {
	it('is no code', () => {
		expect(parseCode(sampleCode)).toEqual({ ok: false, error: { type: 'CodeMistyped' } });
	});
});
