import type { LucideIcon } from '@lucide/svelte';
import { describe, expect, it } from 'vitest';
import { isCurrent, phoneItems, sectionsOf, type NavItem } from './navigation';

const item = (href: string, more: Partial<NavItem> = {}): NavItem => ({
	href,
	label: href,
	icon: null as unknown as LucideIcon,
	...more
});

describe('isCurrent', () => {
	it('holds on the pages below, unless exact', () => {
		expect(isCurrent(item('/accounts/'), '/accounts/account/')).toBe(true);
		expect(isCurrent(item('/'), '/accounts/')).toBe(true);
		expect(isCurrent(item('/', { match: 'exact' }), '/accounts/')).toBe(false);
	});
});

describe('sectionsOf', () => {
	it('groups neighbours', () => {
		const sections = sectionsOf([
			item('a'),
			item('b', { section: 'Planning' }),
			item('c', { section: 'Planning' })
		]);
		expect(sections.map(({ name, items }) => [name, items.length])).toEqual([
			[undefined, 1],
			['Planning', 2]
		]);
	});
});

describe('phoneItems', () => {
	const hrefs = (items: NavItem[]) => items.map(({ href }) => href).join('');
	it('shows up to five without More', () => {
		expect(phoneItems([...'abcde'].map((href) => item(href))).more).toEqual([]);
	});
	it('puts the rest behind More, chosen ones first', () => {
		const first = phoneItems([...'abcdef'].map((href) => item(href)));
		expect([hrefs(first.bar), hrefs(first.more)]).toEqual(['abcd', 'ef']);
		const chosen = phoneItems([...'abcdef'].map((href) => item(href, { phone: 'bdf'.includes(href) })));
		expect([hrefs(chosen.bar), hrefs(chosen.more)]).toEqual(['bdf', 'ace']);
	});
});
