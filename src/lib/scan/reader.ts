import type { ScanFormat } from './formats';

/** What reads codes in a picture, by the Barcode Detection API (https://wicg.github.io/shape-detection-api/). */
export interface PictureReader {
	detect(picture: ImageBitmapSource): Promise<readonly { readonly rawValue: string }[]>;
}

/** The browser's own reader, as its class. */
export interface NativeReader {
	new (options: { formats: string[] }): PictureReader;
	getSupportedFormats(): Promise<readonly string[]>;
}

/** Reads the texts of all codes in a picture. Rejects where the picture cannot be read as one. */
export type ReadPicture = (picture: ImageBitmapSource) => Promise<string[]>;

interface Readers {
	readonly native: NativeReader | undefined;
	readonly ponyfill: (formats: readonly ScanFormat[]) => Promise<PictureReader>;
}

const readers: Readers = {
	native: (globalThis as { BarcodeDetector?: NativeReader }).BarcodeDetector,
	ponyfill: async (formats) => (await import('./ponyfill')).ponyfillReader(formats)
};

/**
 * Gets a reader for these formats ready: the browser's own where it has them all, else ZXing. Rejects where ZXing
 * cannot be loaded, which happens when the app was never kept offline and there is no network.
 */
export async function openReader(
	formats: readonly ScanFormat[],
	{ native, ponyfill }: Readers = readers
): Promise<ReadPicture> {
	let reader = (await nativeReader(formats, native)) ?? (await ponyfill(formats));
	let isNative = native !== undefined && reader instanceof native;
	return async (picture) => {
		try {
			return textsOf(await reader.detect(picture));
		} catch (thrown) {
			// Some systems have the class and no service behind it, which shows at the first picture.
			if (!isNative) throw thrown;
			reader = await ponyfill(formats);
			isNative = false;
			return textsOf(await reader.detect(picture));
		}
	};
}

async function nativeReader(
	formats: readonly ScanFormat[],
	native: NativeReader | undefined
): Promise<PictureReader | undefined> {
	try {
		const supported = await native?.getSupportedFormats();
		return native && formats.every((format) => supported?.includes(format))
			? new native({ formats: [...formats] })
			: undefined;
	} catch {
		return undefined;
	}
}

function textsOf(found: readonly { readonly rawValue: string }[]): string[] {
	return found.map(({ rawValue }) => rawValue).filter((text) => text !== '');
}
