import { expect, it } from 'vitest';
import { hubAddress } from './address';

it('is the app’s own unless one was built in', () => {
	const origin = 'https://rooms.contoso.com';
	expect(hubAddress('', origin, '')).toBe(origin);
	expect(hubAddress(undefined, origin, '/roompass')).toBe(`${origin}/roompass`);
	expect(hubAddress('https://hub.contoso.com/', origin, '/roompass')).toBe('https://hub.contoso.com');
});
