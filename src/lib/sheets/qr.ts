import type { QRCodeSegment } from 'qrcode';
import { create } from 'qrcode/lib/core/qrcode.js';
import { linkedRoom, sheetLink } from '$lib/protocol/sheet-link';
import type { Code } from '$lib/protocol/code';
import { qrPath, quietZone, type QrDrawing } from '$lib/qr/drawing';

/** Draws the QR of a code, and of the room's name where the link is to carry it. */
export type QrPen = (code: string, room?: string) => QrDrawing;

/**
 * Draws QRs of sheet links, at error correction level M.
 * A link is handed over in segments, as `qrcode` would find by itself from the text: bytes up to the code, whose capitals
 * and digits are alphanumeric, and bytes for the room. Telling it saves a third of the time, which is a shortest-path search.
 */
export function qrPen(deviceAddress: string): QrPen {
	const data = new TextEncoder().encode(sheetLink(deviceAddress, '' as Code));
	return (code, room = '') => {
		const segments: QRCodeSegment[] = [
			{ mode: 'byte', data },
			{ mode: 'alphanumeric', data: code }
		];
		const named = linkedRoom(room);
		if (named !== '') segments.push({ mode: 'byte', data: new TextEncoder().encode(named) });
		const { modules } = create(segments, { errorCorrectionLevel: 'M' });
		return { side: modules.size + 2 * quietZone, path: qrPath(modules.data, modules.size) };
	};
}
