import type { LucideIcon } from '@lucide/svelte';

/** A place in the app. `href` is already resolved. */
export interface NavItem {
	href: string;
	label: string;
	/** In its place where there is little room: the phone's bottom bar. */
	shortLabel?: string;
	icon: LucideIcon;
	/** Items of one section stand together under its name. */
	section?: string;
	/** What waits there, e.g. devices to approve; 0 and null show nothing. */
	count?: number | string | null;
	/** `exact`: current only on the page itself; else also on the pages below it. */
	match?: 'exact' | 'prefix';
	/** In the phone's bottom bar; without any, the first four are. */
	phone?: boolean;
}

/** Items of one section, in the order given. The name is undefined before the first section. */
export interface NavSection {
	name: string | undefined;
	items: NavItem[];
}

/** Whether `item` is where the reader of `path` is. Both are pathnames with a trailing slash, or relative to the same base. */
export function isCurrent(item: NavItem, path: string): boolean {
	return item.match === 'exact' ? path === item.href : path.startsWith(item.href);
}

/** Groups neighbours of one section. */
export function sectionsOf(items: readonly NavItem[]): NavSection[] {
	const sections: NavSection[] = [];
	for (const item of items) {
		const last = sections.at(-1);
		if (last && last.name === item.section) last.items.push(item);
		else sections.push({ name: item.section, items: [item] });
	}
	return sections;
}

/** The items of the phone's bottom bar, at most four, and the rest behind *More*. A rest of one takes the place of *More*. */
export function phoneItems(items: readonly NavItem[]): { bar: NavItem[]; more: NavItem[] } {
	const chosen = items.filter((item) => item.phone);
	if (chosen.length === 0 && items.length <= 5) return { bar: [...items], more: [] };
	const bar = (chosen.length > 0 ? chosen : items).slice(0, 4);
	const more = items.filter((item) => !bar.includes(item));
	return more.length === 1 ? { bar: [...bar, ...more], more: [] } : { bar, more };
}
