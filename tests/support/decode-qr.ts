import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const dotsPerInch = 150;

/** The scale at which a screenshot has 150 dots per inch of paper: for `deviceScaleFactor`. */
export const paperScale = dotsPerInch / 96;

/**
 * Everything that QR codes on printed pages say, read at 150 dpi by decoders that are not ours: from the PDF by
 * pdftoppm and zbarimg where the machine has them, else from pictures of the page as printed, by ZXing.
 * @param pages selects each printed page on the screen
 */
export async function readPrintedQrs(
	page: Page,
	pages: string
): Promise<{ texts: string[]; decoder: string }> {
	if (has('pdftoppm') && has('zbarimg')) {
		const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
		return { texts: await readPdf(pdf), decoder: 'zbarimg' };
	}
	await page.emulateMedia({ media: 'print' });
	const texts: string[] = [];
	for (const sheet of await page.locator(pages).all())
		texts.push(...(await readPicture(await sheet.screenshot())));
	await page.emulateMedia({ media: null });
	return { texts, decoder: 'zxing' };
}

/**
 * A code counts when one of the two reads it: given a page full of QRs, zbarimg passes over one in fifty or so, which
 * it reads when it is cut out.
 */
async function readPdf(pdf: Buffer): Promise<string[]> {
	const folder = mkdtempSync(join(tmpdir(), 'roompass-pdf-'));
	try {
		writeFileSync(join(folder, 'sheets.pdf'), pdf);
		const density = ['-r', String(dotsPerInch)];
		execFileSync('pdftoppm', [...density, '-gray', '-png', 'sheets.pdf', 'page'], { cwd: folder });
		const pictures = readdirSync(folder).filter((file) => file.endsWith('.png'));
		const options = ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable'];
		const read = execFileSync('zbarimg', [...options, ...pictures], {
			cwd: folder,
			encoding: 'utf8',
			// zbarimg tells of a D-Bus it does not need.
			stdio: ['ignore', 'pipe', 'ignore']
		});
		const texts = new Set(read.split('\n').filter((line) => line !== ''));
		for (const picture of pictures)
			for (const text of await readPicture(readFileSync(join(folder, picture)))) texts.add(text);
		return [...texts];
	} finally {
		rmSync(folder, { recursive: true });
	}
}

let isPrepared = false;

/** What the QR codes in a picture say, read by ZXing. */
export async function readPicture(png: Buffer): Promise<string[]> {
	if (!isPrepared) {
		const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
		const wasmBinary = new Uint8Array(readFileSync(wasm)).buffer as ArrayBuffer;
		await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
		isPrepared = true;
	}
	const found = await readBarcodes(new Uint8Array(png), { formats: ['QRCode'], maxNumberOfSymbols: 255 });
	return found.map(({ text }) => text);
}

function has(command: string): boolean {
	try {
		execFileSync('which', [command], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}
