import { afterEach, describe, expect, it, vi } from 'vitest';
import { install } from './install.svelte';

afterEach(() => vi.unstubAllGlobals());

describe('install', () => {
	it('keeps the browser’s offer until the person asks for it', async () => {
		const page = new EventTarget();
		vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
		vi.stubGlobal('matchMedia', () => ({ matches: false }));
		install.start();
		expect(install.offered).toBe(false);
		expect(await install.ask()).toBe(false);

		const offer = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
			prompt: async () => ({ outcome: 'accepted' })
		});
		page.dispatchEvent(offer);
		expect(offer.defaultPrevented).toBe(true);
		expect(install.offered).toBe(true);
		expect(await install.ask()).toBe(true);
		expect(install.offered).toBe(false);

		page.dispatchEvent(new Event('appinstalled'));
		expect(install.state).toBe('installed');
	});
});
