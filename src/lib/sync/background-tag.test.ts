import { describe, expect, it } from 'vitest';
import { needsBackgroundSync } from './background-tag';

describe('the browser is asked to sync later', () => {
	const standing = { waiting: 1, failure: null, isOnline: true } as const;

	it.each(['Unreachable', 'NoHub', 'Busy'] as const)(
		'when something is added while the hub is out of reach: %s',
		(failure) => {
			expect(needsBackgroundSync({ ...standing, failure }, 0)).toBe(true);
			expect(needsBackgroundSync({ ...standing, failure }, 1)).toBe(false);
			expect(needsBackgroundSync({ ...standing, failure, waiting: 3 }, 2)).toBe(true);
		}
	);

	it('when there is no network, be it that no sync has failed yet', () => {
		expect(needsBackgroundSync({ ...standing, isOnline: false }, 0)).toBe(true);
	});

	it('neither while it is being sent, nor where time does not help', () => {
		expect(needsBackgroundSync(standing, 0)).toBe(false);
		expect(needsBackgroundSync({ ...standing, failure: 'not-signed' }, 0)).toBe(false);
	});
});
