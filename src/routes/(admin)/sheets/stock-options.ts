import { labelsPerPage, stocks, type Paper, type Stock } from '$lib/domain/sheet/stock';
import { m } from '$lib/paraglide/messages';
import { number } from '$lib/ui/format';

const paperWords: Record<Paper, () => string> = { a4: m.sheets_paper_a4, letter: m.sheets_paper_letter };

/** What can be printed on, by paper, for a select. */
export function stockOptions(): { group: string; options: { value: string; label: string }[] }[] {
	return (['a4', 'letter'] as const).map((paper) => ({
		group: paperWords[paper](),
		options: stocks
			.filter((stock) => stock.paper === paper)
			.map((stock) => ({ value: stock.id, label: stockName(stock) }))
	}));
}

function stockName(stock: Stock): string {
	if (stock.kind === 'door') return m.sheets_stock_door();
	const count = labelsPerPage(stock);
	if (stock.kind === 'cards') return m.sheets_stock_cards({ count });
	const size = `${number(Math.round(stock.width * 10) / 10)} × ${number(Math.round(stock.height * 10) / 10)} mm`;
	return m.sheets_stock_labels({ product: stock.product, count, size });
}
