import { compare } from './support/compare';

export default compare({
	name: 'sheets',
	page: 'bench/sheets/page.ts',
	work: 'sheets: 1,000 labels, eight a page, drawn and laid out for the printer',
	peer: 'floor: qrcode create() for the same texts',
	ratio: 'work/peer',
	unit: 'times the floor',
	limit: { atMost: 2.5 }
});
