import { describe, expect, it } from 'vitest';
import { checkDeviceAddress } from './device-address';

describe('checkDeviceAddress', () => {
	it.each([
		['', {}],
		['https://rooms.contoso.com', {}],
		[' https://contoso.com/roompass/ ', {}],
		['rooms.contoso.com', { fault: 'not-an-address' }],
		['ftp://rooms.contoso.com', { fault: 'not-an-address' }],
		['https://', { fault: 'not-an-address' }],
		['https://rooms.contoso.com/?a=1', { fault: 'has-query' }],
		['https://rooms.contoso.com/#x', { fault: 'has-query' }],
		['https://rooms.contoso.com/device/', { fault: 'is-device-page' }],
		['http://localhost:4173', { note: 'this-machine-only' }],
		['http://127.0.0.1:4173/', { note: 'this-machine-only' }],
		['http://[::1]:4173/', { note: 'this-machine-only' }],
		['http://rooms.contoso.com', { note: 'not-encrypted' }]
	])('%s', (typed, answer) => {
		expect(checkDeviceAddress(typed)).toEqual(answer);
	});
});
