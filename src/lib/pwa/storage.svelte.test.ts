import { afterEach, describe, expect, it, vi } from 'vitest';
import { storage } from './storage.svelte';

afterEach(() => vi.unstubAllGlobals());

function browserWith(manager: object | undefined) {
	vi.stubGlobal('navigator', { storage: manager });
}

describe('storage', () => {
	it('says where the data stands and how much room is left', async () => {
		browserWith({
			persist: async () => false,
			persisted: async () => false,
			estimate: async () => ({ usage: 30, quota: 100 })
		});
		await storage.refresh();
		expect(storage.persistence).toBe('evictable');
		expect(storage.estimate).toEqual({ used: 30, available: 70 });
	});

	it('takes the browser’s word once asked', async () => {
		let kept = false;
		browserWith({
			persist: async () => (kept = true),
			persisted: async () => kept,
			estimate: async () => ({})
		});
		expect(await storage.ask()).toBe(true);
		expect(storage.persistence).toBe('persistent');
	});

	it.each([undefined, { estimate: async () => ({}) }])(
		'knows a browser that cannot say (%o)',
		async (manager) => {
			browserWith(manager);
			expect(await storage.ask()).toBe(false);
			expect(storage.persistence).toBe('unsupported');
		}
	);
});
