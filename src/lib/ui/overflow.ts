/**
 * How many of `widths` (px, in order) fit into `available` px with `gap` px between them. Where not all fit, room for a
 * button of `moreWidth` px is kept after the last.
 */
export function fittingCount(
	widths: readonly number[],
	available: number,
	gap: number,
	moreWidth: number
): number {
	let used = 0;
	let withMore = 0;
	for (const [index, width] of widths.entries()) {
		used += width + (index > 0 ? gap : 0);
		if (used + gap + moreWidth <= available) withMore = index + 1;
	}
	return used <= available ? widths.length : withMore;
}
