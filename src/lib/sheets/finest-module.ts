import { moduleSize, sheetDesign } from '$lib/domain/sheet/design';
import type { SheetLabel, SheetParts } from '$lib/domain/sheet/label';
import type { Stock } from '$lib/domain/sheet/stock';
import { quietZone } from '$lib/qr/drawing';
import { qrPen } from './qr';

/**
 * The side of one module of the finest QR of a run, in mm: a long address or a long room name makes a QR of many
 * modules. Codes are all as long as another, so the label with the longest room name has it.
 */
export function finestModule(
	labels: readonly SheetLabel[],
	stock: Stock,
	parts: SheetParts,
	deviceAddress: string
): number {
	let longest = labels[0];
	for (const label of labels)
		if (label.linkedRoom.length > (longest?.linkedRoom.length ?? 0)) longest = label;
	if (!longest) return Infinity;
	const isAhead = labels.some(({ validFrom }) => validFrom !== '');
	const { side } = qrPen(deviceAddress)(longest.code, longest.linkedRoom);
	return moduleSize(sheetDesign(stock, parts, isAhead), side - 2 * quietZone);
}
