import { describe, expect, it } from 'vitest';
import { extensionFault } from './extension';

const hour = 3_600_000;
const now = 1_000 * hour;

describe('extensionFault', () => {
	it.each([
		[null, now, 'no-time'],
		[now, now - hour, 'past'],
		[now + hour, now - hour, undefined],
		[now + 336 * hour, now - hour, undefined],
		[now + 336 * hour + 1, now - hour, 'too-far'],
		[now + 5 * hour, now + 10 * hour, 'before-start'],
		[now + 340 * hour, now + 10 * hour, undefined]
	])('%s, working from %s: %s', (redeemBy, notBefore, fault) => {
		expect(extensionFault(redeemBy, notBefore, now)).toBe(fault);
	});
});
