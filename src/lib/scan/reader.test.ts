import { describe, expect, it, vi } from 'vitest';
import { openReader, type NativeReader } from './reader';

const picture = {} as ImageBitmap;

/** A browser's own reader that knows these formats. */
function nativeWith(formats: string[], detect: () => Promise<{ rawValue: string }[]>): NativeReader {
	return class {
		static getSupportedFormats = async () => formats;
		detect = detect;
	};
}
const found = async () => [{ rawValue: 'own' }, { rawValue: '' }];
const ponyfill = () => vi.fn(async () => ({ detect: async () => [{ rawValue: 'zxing' }] }));

describe('openReader', () => {
	it('takes the browser’s own where it has all formats', async () => {
		const zxing = ponyfill();
		const read = await openReader(['qr_code'], {
			native: nativeWith(['qr_code', 'ean_13'], found),
			ponyfill: zxing
		});
		expect(await read(picture)).toEqual(['own']);
		expect(zxing).not.toHaveBeenCalled();
	});

	it.each([
		['there is none', undefined],
		['a format is missing', nativeWith(['qr_code'], found)]
	])('takes ZXing where %s', async (_, native) => {
		const read = await openReader(['qr_code', 'code_39'], { native, ponyfill: ponyfill() });
		expect(await read(picture)).toEqual(['zxing']);
	});

	it('takes ZXing where the browser’s own turns out not to work', async () => {
		const zxing = ponyfill();
		const broken = nativeWith(['qr_code'], async () => {
			throw new DOMException('service unavailable', 'NotSupportedError');
		});
		const read = await openReader(['qr_code'], { native: broken, ponyfill: zxing });
		expect(await read(picture)).toEqual(['zxing']);
		expect(await read(picture)).toEqual(['zxing']);
		expect(zxing).toHaveBeenCalledOnce();
	});

	it('rejects where ZXing cannot be loaded', async () => {
		const offline = async () => {
			throw new TypeError('Failed to fetch');
		};
		await expect(openReader(['qr_code'], { native: undefined, ponyfill: offline })).rejects.toThrow();
	});
});
