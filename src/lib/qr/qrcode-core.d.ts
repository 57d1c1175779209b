declare module 'qrcode/lib/core/qrcode.js' {
	import type { QRCode, QRCodeOptions, QRCodeSegment } from 'qrcode';
	export function create(data: string | readonly QRCodeSegment[], options?: QRCodeOptions): QRCode;
}
