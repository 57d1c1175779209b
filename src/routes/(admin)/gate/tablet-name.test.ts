import { describe, expect, it } from 'vitest';
import { proposedTabletName } from './tablet-name';

describe('the proposed name of a tablet', () => {
	const mac =
		'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15';
	it.each([
		['iPad', mac, 5],
		['Mac', mac, 0],
		['iPhone', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', 5],
		['Android tablet', 'Mozilla/5.0 (Linux; Android 14; SM-X710) Chrome/131.0.0.0 Safari/537.36', 5],
		['Android phone', 'Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/131.0.0.0 Mobile Safari/537.36', 5],
		['Windows device', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/131.0.0.0', 10],
		['Chromebook', 'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/131.0.0.0', 0],
		['Linux computer', 'Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0.0.0', 0],
		['My tablet', 'Something else', 0]
	])('is %s', (name, userAgent, maxTouchPoints) => {
		expect(proposedTabletName({ userAgent, maxTouchPoints })).toBe(name);
	});
});
