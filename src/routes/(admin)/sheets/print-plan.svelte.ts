import { stockById, type Stock } from '$lib/domain/sheet/stock';
import { sheetParts, type SheetParts } from '$lib/domain/sheet/label';

/** How sheets are laid out; kept while the app is open, so that the next print begins where the last one was. */
class PrintPlan {
	stockId = $state('door-a4');
	parts = $state.raw<SheetParts>(
		Object.fromEntries(sheetParts.map((part) => [part, true])) as unknown as SheetParts
	);
	/** Whether the link in the QR names the room. */
	linksRoom = $state(false);
	/** First free place on a half-used label sheet, from 1. */
	firstPlace = $state(1);

	get stock(): Stock {
		return stockById(this.stockId);
	}

	/** How many places of the first page are used up; only label sheets can be half used. */
	get skip(): number {
		const { columns, rows, kind } = this.stock;
		return kind === 'labels' ? Math.min(Math.max(this.firstPlace, 1), columns * rows) - 1 : 0;
	}
}

export const printPlan = new PrintPlan();
