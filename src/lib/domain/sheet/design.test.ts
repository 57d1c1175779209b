import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leading, moduleSize, quiet, sheetDesign, smallestModule } from './design';
import { sheetParts, type SheetParts } from './label';
import { stocks, type Stock } from './stock';

const allParts = Object.fromEntries(sheetParts.map((part) => [part, true])) as unknown as SheetParts;
const someParts = fc.record(
	Object.fromEntries(sheetParts.map((part) => [part, fc.boolean()]))
) as unknown as fc.Arbitrary<SheetParts>;
/** Modules of a QR of version 8, which holds links of up to 152 bytes: also those that name the room. */
const version8 = 49;

describe.each(stocks)('$id', (stock: Stock) => {
	it('says room, code and expiry in a readable size when everything is asked for', () => {
		const design = sheetDesign(stock, allParts, false);
		const point = 25.4 / 72;
		expect(design.lines.validity).toBeGreaterThan(0);
		expect(design.lines.place).toBeGreaterThan(0);
		expect(design.title).toBeGreaterThanOrEqual(9 * point);
		expect(design.code).toBeGreaterThanOrEqual(8 * point);
		expect(design.text).toBeGreaterThanOrEqual(6.5 * point);
	});

	it('always has room for the expiry, also of codes that begin to work later', () => {
		expect(sheetDesign(stock, allParts, true).lines.validity).toBeGreaterThan(0);
	});

	it('has modules that scan, whatever else it shows', () => {
		fc.assert(
			fc.property(someParts, fc.boolean(), (parts, isAhead) => {
				expect(moduleSize(sheetDesign(stock, parts, isAhead), version8)).toBeGreaterThanOrEqual(
					smallestModule
				);
			})
		);
	});

	it('shows nothing that was not asked for', () => {
		fc.assert(
			fc.property(someParts, fc.boolean(), (parts, isAhead) => {
				const { lines, heights } = sheetDesign(stock, parts, isAhead);
				for (const part of ['place', 'validity', 'signInName', 'steps'] as const)
					if (!parts[part]) expect(lines[part]).toBe(0);
				if (!parts.code) expect(heights.code).toBe(0);
			})
		);
	});

	it('has room for all lines, and keeps the QR within the label', () => {
		fc.assert(
			fc.property(someParts, fc.boolean(), (parts, isAhead) => {
				const { arrangement, qr, title, text, lines, heights } = sheetDesign(stock, parts, isAhead);
				const line = text * leading.text;
				const head = lines.title * title * leading.title + lines.place * line;
				const below = heights.facts + heights.code + heights.steps;
				const available = stock.height - 2 * stock.inset + 1e-9;
				if (arrangement === 'strip') expect(head + below + lines.steps * line).toBeLessThanOrEqual(available);
				else if (arrangement === 'wide') expect(qr.side * (1 - quiet) + below).toBeLessThanOrEqual(available);
				else expect(head + qr.side + below).toBeLessThanOrEqual(available);
				// Its own white margin may lie in the inset, never its ink.
				const ink = { left: qr.left + quiet * qr.side, top: qr.top + quiet * qr.side };
				const reach = arrangement === 'strip' ? 0 : stock.inset;
				expect(ink.left).toBeGreaterThanOrEqual(stock.inset - 1e-9);
				expect(ink.top).toBeGreaterThanOrEqual(reach - 1e-9);
				expect(qr.left + qr.side * (1 - quiet)).toBeLessThanOrEqual(stock.width - reach + 1e-9);
				expect(qr.top + qr.side).toBeLessThanOrEqual(stock.height + 1e-9);
			})
		);
	});
});
