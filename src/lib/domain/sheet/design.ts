import type { SheetParts } from './label';
import type { Stock } from './stock';

/**
 * How the parts of a label stand together.
 * - `poster`: everything in one column, the steps side by side; for a page on a door.
 * - `tall`: everything in one column; for upright labels.
 * - `page`: title across the top, steps beside the QR, code across the bottom.
 * - `wide`: title and steps beside the QR, code across the bottom.
 * - `strip`: everything beside the QR, and of the steps only the first; for small labels.
 */
export type Arrangement = 'poster' | 'tall' | 'page' | 'wide' | 'strip';

/** Sizes of everything on a label, in mm; equal for all labels of a run. */
export interface SheetDesign {
	readonly arrangement: Arrangement;
	/** Side of the QR with its quiet zone, and the place of its top left corner. */
	readonly qr: { readonly side: number; readonly left: number; readonly top: number };
	/** Font sizes. */
	readonly title: number;
	readonly text: number;
	readonly code: number;
	/** A code stands in one line of four groups, or in two of two. */
	readonly codeLines: 1 | 2;
	/** Heights of what stands at the bottom of a card, from below: the facts, the code's box, the steps. */
	readonly heights: { readonly facts: number; readonly code: number; readonly steps: number };
	/** Whether there is room to say when a code begins to work, where that is still ahead. */
	readonly hasStart: boolean;
	/** How many lines a part gets before it is cut; 0 leaves it out. For steps: how many of the three are shown. */
	readonly lines: Readonly<Record<'title' | 'place' | 'validity' | 'signInName' | 'steps', number>>;
}

/**
 * The share of a QR's side that one margin of 4 empty modules takes, for the versions that links need (4 to 6, with a room’s name up to 8).
 * The quiet zone is white, so it may reach into a label's inset, and needs no gap beside it.
 */
export const quiet = 0.09;

/** Heights of lines, in font sizes. */
export const leading = { title: 1.12, text: 1.28, code: 1.2 } as const;

/** The widest a character of a monospaced system font is, in font sizes. */
const monoAdvance = 0.615;
const symbolsInLine = { 1: '0000-0000-0000-0000'.length, 2: '0000-0000'.length } as const;

/** The largest font in which a code fits a width. */
const codeSize = (width: number, lines: 1 | 2) => width / (symbolsInLine[lines] * monoAdvance);
const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);

function arrangementOf({ width, height }: Stock): Arrangement {
	if (width < 80 || height < 60) return 'strip';
	if (width >= 1.25 * height) return 'wide';
	if (height <= 1.2 * width) return 'page';
	return width < 120 ? 'tall' : 'poster';
}

/**
 * The sizes of a label of this stock that shows these parts.
 * @param isAhead whether codes begin to work only later, which takes a line more to say
 */
export function sheetDesign(stock: Stock, parts: SheetParts, isAhead: boolean): SheetDesign {
	const arrangement = arrangementOf(stock);
	return arrangement === 'strip'
		? stripDesign(stock, parts, isAhead)
		: cardDesign(stock, parts, isAhead, arrangement);
}

function cardDesign(
	stock: Stock,
	parts: SheetParts,
	isAhead: boolean,
	arrangement: Exclude<Arrangement, 'strip'>
): SheetDesign {
	const { inset } = stock;
	const width = stock.width - 2 * inset;
	const height = stock.height - 2 * inset;
	const isWide = arrangement === 'wide';
	const title = width * { poster: 0.085, tall: 0.08, page: 0.075, wide: 0.062 }[arrangement];
	const text = width * (isWide ? 0.031 : 0.034);
	const code = codeSize(width * 0.94, 1);
	const line = text * leading.text;
	const lines = {
		title: 2,
		place: parts.place ? { poster: 2, tall: 1, page: 1, wide: 2 }[arrangement] : 0,
		validity: parts.validity ? (isAhead ? 2 : 1) : 0,
		signInName: parts.signInName ? 1 : 0,
		steps: parts.steps ? 3 : 0
	};
	const factLines = lines.validity + lines.signInName;
	// Below the QR, a number above each or with air between them; or beside it.
	const stepLines = { poster: 4, tall: 4, page: 0, wide: 0 }[arrangement];
	const heights = {
		facts: factLines === 0 ? 0 : factLines * line + text * 0.5,
		code: parts.code ? line + code * (leading.code + 0.35) : 0,
		steps: parts.steps && stepLines > 0 ? stepLines * line + text : 0
	};
	const below = heights.facts + heights.code + heights.steps;
	// Beside the QR of a wide card, else above it; a poster also says what it is for.
	const kicker = arrangement === 'poster' ? 1 : 0;
	const head = isWide ? 0 : title * leading.title * lines.title + line * (kicker + lines.place);
	const beside = { poster: 1, tall: 1, page: 0.62, wide: 0.5 }[arrangement];
	// On a wide card the quiet zone reaches into the inset above.
	const tallest = (height - head - below) / (isWide ? 1 - quiet : 1);
	const widest = beside === 1 ? width / (1 - 2 * quiet) : width * beside;
	const side = Math.min(tallest, widest);
	const left = beside === 1 ? (stock.width - side) / 2 : inset - quiet * side;
	const top = isWide ? inset - quiet * side : stock.height - inset - below - side;
	const qr = { side, left, top };
	return { arrangement, qr, title, text, code, codeLines: 1, heights, hasStart: isAhead, lines };
}

function stripDesign(stock: Stock, parts: SheetParts, isAhead: boolean): SheetDesign {
	const { inset } = stock;
	const height = stock.height - 2 * inset;
	const side = Math.min(height / (1 - 2 * quiet), stock.height - 0.6, stock.width * 0.45);
	const left = Math.max(inset - quiet * side, 0);
	const qr = { side, left, top: (stock.height - side) / 2 };
	const column = stock.width - inset - left - side;
	const title = clamp(height * 0.14, 3.4, 6);
	const text = clamp(height * 0.075, 2.35, 3.4);
	const line = text * leading.text;
	const inOneLine = Math.min(codeSize(column, 1), 7);
	const codeLines = inOneLine < 3.3 && height >= 26 ? 2 : 1;
	const code = codeLines === 1 ? inOneLine : Math.min(codeSize(column, 2), 5);
	const codeHeight = parts.code ? codeLines * code * leading.code + text * 0.7 : 0;

	// What matters most is given its lines first.
	const lines = { title: 1, place: 0, validity: 0, signInName: 0, steps: 0 };
	let room = height - title * leading.title - codeHeight;
	const give = (part: keyof typeof lines, isWanted: boolean, count: number, each: number): boolean => {
		if (!isWanted || room < count * each) return false;
		room -= count * each;
		lines[part] += count;
		return true;
	};
	// A moment with its zone has up to 45 characters.
	const momentLines = column < 24 * text ? 2 : 1;
	const hasStart = give('validity', parts.validity && isAhead, 2 * momentLines, line);
	if (!hasStart) give('validity', parts.validity, momentLines, line);
	give('place', parts.place, 1, line);
	give('title', true, 1, title * leading.title);
	give('signInName', parts.signInName, 1, line);
	give('steps', parts.steps, 1, line);
	give('place', lines.place > 0, 1, line);
	const heights = { facts: (lines.validity + lines.signInName) * line, code: codeHeight, steps: 0 };
	return { arrangement: 'strip', qr, title, text, code, codeLines, heights, hasStart, lines };
}

/** The smallest module that phones read without effort from a hand's distance, in mm. */
export const smallestModule = 0.4;

/**
 * The side of one module of a QR, in mm.
 * @param modules how many the QR has on a side, without its quiet zone
 */
export function moduleSize(design: SheetDesign, modules: number): number {
	return design.qr.side / (modules + 8);
}
