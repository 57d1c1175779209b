import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { create } from 'qrcode/lib/core/qrcode.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { codeAlphabet, parseCode, type Code } from '$lib/protocol/code';
import { sheetLink } from '$lib/protocol/sheet-link';
import { qrPath, qrPen, quietZone } from './qr';
import { sampleCode } from './sample-code';

const codes = fc.string({
	unit: fc.constantFrom(...codeAlphabet),
	minLength: 16,
	maxLength: 16
}) as unknown as fc.Arbitrary<Code>;
const addresses = fc
	.tuple(fc.webUrl({ validSchemes: ['https', 'http'] }), fc.boolean())
	.map(([url, slash]) => (slash ? `${url.replace(/\/+$/, '')}/` : url));

/** Fills the lines of a path into pixels, `scale` to a module: black on white, one byte each. */
function raster(path: string, side: number, scale: number): ImageData {
	const data = new Uint8ClampedArray((side * scale) ** 2 * 4).fill(255);
	let [x, y] = [0, 0];
	for (const [, command, a, b, length] of path.matchAll(/([Mm])(\d+) (\d+)(?:\.5)?h(\d+)/g)) {
		[x, y] = command === 'M' ? [Number(a), Number(b)] : [x + Number(a), y];
		for (let row = y * scale; row < (y + 1) * scale; row++)
			for (let column = x * scale; column < (x + Number(length)) * scale; column++)
				data.fill(0, (row * side * scale + column) * 4, (row * side * scale + column) * 4 + 3);
		x += Number(length);
	}
	return { data, width: side * scale, height: side * scale, colorSpace: 'srgb' } as ImageData;
}

beforeAll(async () => {
	const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
	await prepareZXingModule({
		overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer as ArrayBuffer },
		fireImmediately: true
	});
});

describe('qrPen', () => {
	it('draws what another decoder reads as the link', async () => {
		await fc.assert(
			fc.asyncProperty(addresses, codes, async (address, code) => {
				const { path, side } = qrPen(address)(code);
				const found = await readBarcodes(raster(path, side, 4), { formats: ['QRCode'] });
				expect(found.map(({ text }) => text)).toEqual([sheetLink(address, code)]);
				expect(found[0]!.ecLevel).toBe('M');
			}),
			{ numRuns: 40 }
		);
	});

	it('is never larger than the QR of the link as bytes', () => {
		fc.assert(
			fc.property(addresses, codes, (address, code) => {
				const data = new TextEncoder().encode(sheetLink(address, code));
				const { modules } = create([{ mode: 'byte', data }], { errorCorrectionLevel: 'M' });
				expect(qrPen(address)(code).side).toBeLessThanOrEqual(modules.size + 2 * quietZone);
			}),
			{ numRuns: 50 }
		);
	});
});

describe('qrPath', () => {
	it('covers the dark modules, and no others', () => {
		const squares = fc
			.integer({ min: 1, max: 12 })
			.chain((size) =>
				fc
					.array(fc.constantFrom(0, 1), { minLength: size * size, maxLength: size * size })
					.map((modules) => ({ size, modules: Uint8Array.from(modules) }))
			);
		fc.assert(
			fc.property(squares, ({ size, modules }) => {
				const side = size + 2 * quietZone;
				const { data } = raster(qrPath(modules, size), side, 1);
				for (let y = 0; y < side; y++)
					for (let x = 0; x < side; x++) {
						const [column, row] = [x - quietZone, y - quietZone];
						const isInside = column >= 0 && column < size && row >= 0 && row < size;
						const isDark = isInside && modules[row * size + column] === 1;
						expect(data[(y * side + x) * 4]).toBe(isDark ? 0 : 255);
					}
			})
		);
	});
});

describe('sampleCode', () => {
	it('is no code', () => {
		expect(parseCode(sampleCode)).toEqual({ ok: false, error: { type: 'CodeMistyped' } });
	});
});
