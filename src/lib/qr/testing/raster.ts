import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule } from 'zxing-wasm/reader';

/** Fills the lines of a path into pixels, `scale` to a module: black on white, one byte each. */
export function raster(path: string, side: number, scale: number): ImageData {
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

/** Makes a decoder that is not ours ready: ZXing, from its package's own file. */
export async function prepareDecoder(): Promise<void> {
	const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
	await prepareZXingModule({
		overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer as ArrayBuffer },
		fireImmediately: true
	});
}
