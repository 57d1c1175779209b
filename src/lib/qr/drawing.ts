import { create } from 'qrcode/lib/core/qrcode.js';

/** Empty modules around a QR, by ISO/IEC 18004. */
export const quietZone = 4;

/** A QR as a drawing: `side` modules square with its quiet zone, and an SVG path to stroke one module thick. */
export interface QrDrawing {
	readonly side: number;
	readonly path: string;
}

const alphanumeric = /^[0-9A-Z $%*+\-./:]*$/;

/**
 * Draws the QR of a text at error correction level M.
 * Text of the QR's alphanumeric characters, such as that of the hand-off, is one segment: telling so saves the search
 * for the best division.
 * @throws where the text is longer than a QR holds
 */
export function qrDrawing(text: string): QrDrawing {
	const data = alphanumeric.test(text) ? [{ mode: 'alphanumeric' as const, data: text }] : text;
	const { modules } = create(data, { errorCorrectionLevel: 'M' });
	return { side: modules.size + 2 * quietZone, path: qrPath(modules.data, modules.size) };
}

/**
 * Dark modules as lines through the middle of each row, one module thick: two path commands for each run, where a
 * rectangle takes five, for what a browser takes longest over is reading them.
 * Joined, for text that is added up piece by piece costs ten times as much once it is read.
 */
export function qrPath(modules: Uint8Array, size: number): string {
	const runs: string[] = [];
	for (let y = 0; y < size; y++) {
		const row = y * size;
		let pen = -quietZone;
		let move = 'M';
		for (let x = 0; x < size; x++) {
			if (!modules[row + x]) continue;
			const start = x;
			while (x < size && modules[row + x]) x++;
			runs.push(
				move === 'M' ? `M${start - pen} ${y + quietZone}.5h${x - start}` : `m${start - pen} 0h${x - start}`
			);
			move = 'm';
			pen = x;
		}
	}
	return runs.join('');
}
