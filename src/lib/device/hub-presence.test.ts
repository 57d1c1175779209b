import { expect, it, vi } from 'vitest';
import { askToSync, syncTag } from './background-sync';
import { isServedByHub } from './hub-presence';

it.each([
	['a hub', () => new Response('{ "hub": true }'), true],
	['a host of files', () => new Response('{ "hub": false }'), false],
	['a host that lost the file', () => new Response('Not found', { status: 404 }), false],
	['a page in its place', () => new Response('<!doctype html>'), false],
	['something else', () => new Response('null'), false],
	['no network', () => Promise.reject(new TypeError('Failed to fetch')), null]
])('knows %s by its file', async (_, answer, expected) => {
	const fetch = vi.fn(async () => answer());
	expect(await isServedByHub('https://rooms.contoso.com/roompass', fetch)).toBe(expected);
	expect(fetch).toHaveBeenCalledWith('https://rooms.contoso.com/roompass/hub.json');
});

const workers = (registration: unknown) =>
	({ getRegistration: async () => registration }) as ServiceWorkerContainer;

it('asks once to be woken where the browser can', async () => {
	const register = vi.fn(async () => undefined);
	await askToSync(workers({ sync: { register } }));
	expect(register.mock.calls).toEqual([[syncTag]]);
});

it.each([
	['will not', workers({ sync: { register: () => Promise.reject(new Error('denied')) } })],
	['cannot', workers({})],
	['has no service worker yet', workers(undefined)],
	['has none at all', undefined]
])('is content where the browser %s', async (_, container) => {
	await expect(askToSync(container)).resolves.toBeUndefined();
});
