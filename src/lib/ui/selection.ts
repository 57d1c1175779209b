/** Pure rules of selecting rows. Ids are row ids; a set is never changed, a new one is returned. */

/** Adds `id`, or takes it out. */
export function toggled(selected: ReadonlySet<string>, id: string): Set<string> {
	const next = new Set(selected);
	if (!next.delete(id)) next.add(id);
	return next;
}

/**
 * Gives every selectable row from `from` to `to` (indexes in `ids`, either way round, both included) the state that
 * the row at `from` has, as file lists do with Shift.
 */
export function rangeSelected(
	selected: ReadonlySet<string>,
	ids: readonly string[],
	from: number,
	to: number,
	isSelectable: (id: string, index: number) => boolean
): Set<string> {
	const anchor = ids[from];
	const adding = anchor === undefined || selected.has(anchor);
	const next = new Set(selected);
	for (let index = Math.min(from, to); index <= Math.max(from, to); index++) {
		const id = ids[index];
		if (id === undefined || !isSelectable(id, index)) continue;
		if (adding) next.add(id);
		else next.delete(id);
	}
	return next;
}

/** Selects all of `shown`, or takes all of them out when they are all in already. Ids not shown keep their state. */
export function allToggled(selected: ReadonlySet<string>, shown: readonly string[]): Set<string> {
	const next = new Set(selected);
	if (shownState(selected, shown) === 'all') for (const id of shown) next.delete(id);
	else for (const id of shown) next.add(id);
	return next;
}

/** How much of `shown` is selected. Nothing shown counts as `none`. */
export function shownState(selected: ReadonlySet<string>, shown: readonly string[]): 'none' | 'some' | 'all' {
	if (selected.size === 0) return 'none';
	let count = 0;
	for (const id of shown) if (selected.has(id)) count++;
	if (count === 0) return 'none';
	return count === shown.length ? 'all' : 'some';
}
