import { BarcodeDetector, prepareZXingModule } from 'barcode-detector/ponyfill';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { ScanFormat } from './formats';
import type { PictureReader } from './reader';

/** ZXing as WebAssembly, from our own origin: the library would fetch it from a content delivery network. */
export async function ponyfillReader(formats: readonly ScanFormat[]): Promise<PictureReader> {
	await prepareZXingModule({
		overrides: {
			locateFile: (path: string, folder: string) => (path.endsWith('.wasm') ? wasm : folder + path)
		},
		fireImmediately: true
	});
	return new BarcodeDetector({ formats: [...formats] });
}
