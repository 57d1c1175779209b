import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	chromium,
	type BrowserContext,
	type BrowserContextOptions,
	type LaunchOptions
} from '@playwright/test';
import { prepareZXingModule, writeBarcode, type WriterOptions } from 'zxing-wasm/writer';

type Format = NonNullable<WriterOptions['format']>;
const [width, height] = [1280, 720];
const wasm = createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm');
let isPrepared: Promise<unknown> | undefined;

/** A barcode as a picture file, PNG. */
export async function barcodePng(text: string, format: Format = 'QRCode'): Promise<Buffer> {
	const { image } = await drawn(text, format);
	if (!image) throw new Error('The barcode was not drawn.');
	return Buffer.from(await image.arrayBuffer());
}

/** A browser of its own, whose camera films what `show` was given last. Its profile outlives its pages. */
export class PhoneWithCamera {
	private constructor(
		readonly context: BrowserContext,
		readonly folder: string
	) {}

	static async start(launch: LaunchOptions, options: BrowserContextOptions): Promise<PhoneWithCamera> {
		const folder = await mkdtemp(join(tmpdir(), 'roompass-phone-'));
		await writeFile(join(folder, 'camera.y4m'), film());
		const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
			...launch,
			...options,
			args: [
				...(launch.args ?? []),
				'--use-fake-ui-for-media-stream',
				'--use-fake-device-for-media-stream',
				`--use-file-for-fake-video-capture=${join(folder, 'camera.y4m')}`
			]
		});
		return new PhoneWithCamera(context, folder);
	}

	/** Holds a barcode before the camera. Counts from when the camera is next switched on. */
	async show(text: string, format: Format = 'QRCode'): Promise<void> {
		const { symbol } = await drawn(text, format);
		await writeFile(join(this.folder, 'camera.y4m'), film(symbol));
	}

	async stop(): Promise<void> {
		await this.context.close();
		await rm(this.folder, { recursive: true, force: true });
	}
}

/** A film of one picture (YUV4MPEG2): the symbol in the middle, black on white, as large as it fits. */
function film(symbol?: { data: Uint8ClampedArray | Uint8Array; width: number; height: number }): Buffer {
	const luma = Buffer.alloc(width * height, 0xeb);
	if (symbol) {
		const scale = Math.floor(Math.min((width * 0.8) / symbol.width, (height * 0.9) / symbol.height));
		const left = Math.floor((width - symbol.width * scale) / 2);
		const top = Math.floor((height - symbol.height * scale) / 2);
		for (let y = 0; y < symbol.height * scale; y++)
			for (let x = 0; x < symbol.width * scale; x++) {
				const isLight = symbol.data[Math.floor(y / scale) * symbol.width + Math.floor(x / scale)];
				luma[(top + y) * width + left + x] = isLight ? 0xeb : 0x10;
			}
	}
	const chroma = Buffer.alloc((width * height) / 2, 0x80);
	const header = `YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`;
	return Buffer.concat([Buffer.from(header), Buffer.from('FRAME\n'), luma, chroma]);
}

async function drawn(text: string, format: Format) {
	const wasmBinary = new Uint8Array(readFileSync(wasm)).buffer as ArrayBuffer;
	isPrepared ??= prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true }) as Promise<unknown>;
	await isPrepared;
	const ecLevel = format === 'QRCode' ? 'M' : undefined;
	const result = await writeBarcode(text, { format, scale: 4, addQuietZones: true, ecLevel });
	if (result.error) throw new Error(result.error);
	return result;
}
