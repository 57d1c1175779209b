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

	it('keeps for each part the height that it takes on paper, and little more', () => {
		fc.assert(
			fc.property(someParts, fc.boolean(), (parts, isAhead) => {
				const { arrangement, text, code, codeLines, heights, lines } = sheetDesign(stock, parts, isAhead);
				// As the label is drawn: line heights, paddings and borders of its style sheet.
				const line = 1.28 * text;
				const inStrip = arrangement === 'strip';
				const codeBox = inStrip
					? codeLines * 1.2 * code + 0.7 * text
					: 0.12 * code + line + 1.2 * code + 0.18 * text;
				// Three steps below one another of which one has two lines, or beside one another with a number above.
				const stepsBox = { tall: 4 * line + 0.9 * text, poster: 4 * line, page: 0, wide: 0, strip: 0 }[
					arrangement
				];
				const taken = {
					facts: (lines.validity + lines.signInName) * line,
					code: parts.code ? codeBox : 0,
					steps: parts.steps ? stepsBox : 0
				};
				for (const part of ['facts', 'code', 'steps'] as const) {
					const spare = taken[part] === 0 || inStrip ? 0 : Math.max(text, 0.25 * code);
					expect(heights[part]).toBeGreaterThanOrEqual(taken[part] - 1e-9);
					expect(heights[part]).toBeLessThanOrEqual(taken[part] + spare + 1e-9);
				}
			})
		);
	});

	it('prints no two parts over one another', () => {
		fc.assert(
			fc.property(someParts, fc.boolean(), (parts, isAhead) => {
				const { arrangement, qr, title, text, heights, lines } = sheetDesign(stock, parts, isAhead);
				if (arrangement === 'strip') return;
				// From the bottom: facts, code, steps; above them the QR; above or beside it the title and the place.
				const below = stock.inset + heights.facts + heights.code + heights.steps;
				expect(qr.top + qr.side).toBeLessThanOrEqual(stock.height - below + 1e-9);
				const kicker = arrangement === 'poster' ? 1 : 0;
				const head = lines.title * 1.12 * title + (lines.place + kicker) * 1.28 * text;
				if (arrangement !== 'wide') expect(qr.top).toBeGreaterThanOrEqual(stock.inset + head - 1e-9);
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

const all = { title: 2, validity: 1, signInName: 1, steps: 3 };

it.each([
	['door-a4', 'poster', { ...all, place: 2 }, 1],
	['cards-6-a4', 'page', { ...all, place: 1 }, 1],
	['cards-8-a4', 'wide', { ...all, place: 2 }, 1],
	['avery-l7166', 'page', { ...all, place: 1 }, 1],
	['avery-l7165', 'wide', { ...all, place: 2 }, 1],
	['avery-5168', 'tall', { ...all, place: 1 }, 1]
])('%s is %s, with these lines', (id, arrangement, lines, codeLines) => {
	const stock = stocks.find((each) => each.id === id)!;
	expect(sheetDesign(stock, allParts, false)).toMatchObject({
		arrangement,
		lines,
		codeLines,
		hasStart: false
	});
	const ahead = sheetDesign(stock, allParts, true);
	expect(ahead).toMatchObject({ arrangement, lines: { ...lines, validity: 2 }, hasStart: true });
});

it.each([
	['cards of 80 × 60 mm', { width: 80, height: 60 }, 'wide'],
	['narrower ones', { width: 79.9, height: 60 }, 'strip'],
	['lower ones', { width: 80, height: 59.9 }, 'strip'],
	['a quarter wider than high', { width: 100, height: 80 }, 'wide'],
	['hardly wider', { width: 99.9, height: 80 }, 'page'],
	['a fifth higher than wide', { width: 100, height: 120 }, 'page'],
	['still higher', { width: 100, height: 120.1 }, 'tall'],
	['high and 120 mm wide', { width: 120, height: 200 }, 'poster'],
	['high and narrower', { width: 119.9, height: 200 }, 'tall']
])('%s: %j is %s', (_, size, arrangement) => {
	expect(sheetDesign({ ...stocks[1]!, ...size }, allParts, false).arrangement).toBe(arrangement);
});
