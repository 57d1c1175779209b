import { expect, it } from 'vitest';
import { typedAddress } from './typed-address';

it('leaves out what browsers add by themselves', () => {
	expect(typedAddress('https://rooms.example.com/')).toBe('rooms.example.com/device');
	expect(typedAddress('https://example.com/roompass')).toBe('example.com/roompass/device');
});

it('keeps http, which browsers would not choose for a host', () => {
	expect(typedAddress('http://localhost:4173')).toBe('http://localhost:4173/device');
});
