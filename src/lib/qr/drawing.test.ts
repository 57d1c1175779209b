import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readBarcodes } from 'zxing-wasm/reader';
import { envelopeToQrText } from '$lib/protocol/qr-text';
import { qrDrawing, qrPath, quietZone } from './drawing';
import { prepareDecoder, raster } from './testing/raster';

beforeAll(prepareDecoder);

describe('qrDrawing', () => {
	const texts = fc.oneof(
		fc.uint8Array({ minLength: 1, maxLength: 260 }).map((bytes) => envelopeToQrText('decision', bytes)),
		fc.webUrl()
	);

	it('draws what another decoder reads as the text', async () => {
		await fc.assert(
			fc.asyncProperty(texts, async (text) => {
				const { path, side } = qrDrawing(text);
				const found = await readBarcodes(raster(path, side, 4), { formats: ['QRCode'] });
				expect(found.map((code) => [code.text, code.ecLevel])).toEqual([[text, 'M']]);
			}),
			{ numRuns: 40 }
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
