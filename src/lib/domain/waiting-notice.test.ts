import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookedAt, noticeOf, type Noticed, type WaitingView } from './waiting-notice';

const open = (...keys: string[]): WaitingView => ({ isOpen: true, keys });
const locked = (...keys: string[]): WaitingView => ({ isOpen: false, keys });
/** Whether each look brings news. */
const newsOf = (...views: WaitingView[]) => {
	let noticed: Noticed | null = null;
	return views.map((view) => {
		const look = lookedAt(noticed, view);
		noticed = look.noticed;
		return look.isNews;
	});
};

describe('a waiting device', () => {
	it('is news when it comes, once, and not where it stood there before', () => {
		expect(newsOf(open('a'), open('a'), open('a', 'b'), open('b'), open())).toEqual([
			false,
			false,
			true,
			false,
			false
		]);
	});

	it('is news again where it comes back', () => {
		expect(newsOf(open('a'), open(), open('a'))).toEqual([false, false, true]);
	});

	it('is no news for being locked or unlocked', () => {
		expect(newsOf(open('a'), locked(), locked('7'), open('a', 'b'), open('a', 'b', 'c'))).toEqual([
			false,
			false,
			true,
			false,
			true
		]);
	});

	it('is news exactly when it was not there at the look before', () => {
		const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
		fc.assert(
			fc.property(keys, keys, (before, after) => {
				const [, isNews] = newsOf(open(...before), open(...after));
				expect(isNews).toBe(after.some((key) => !before.includes(key)));
			})
		);
	});
});

describe('a notice', () => {
	it('names one device, counts several, and of a locked tablet only counts', () => {
		expect(noticeOf(open())).toBeNull();
		expect(noticeOf(open('a'))).toEqual({ type: 'one', key: 'a' });
		expect(noticeOf(open('a', 'b'))).toEqual({ type: 'several', count: 2 });
		expect(noticeOf(locked('7'))).toEqual({ type: 'locked', count: 1 });
		expect(noticeOf(locked('7', '8', '9'))).toEqual({ type: 'locked', count: 3 });
	});
});
