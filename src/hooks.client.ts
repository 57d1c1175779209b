import { dev } from '$app/environment';
import { install } from '$lib/pwa/install.svelte';
import { installTrustedTypes } from '$lib/pwa/trusted-types';
import { updates } from '$lib/pwa/updates.svelte';

installTrustedTypes();

/** Runs once, before the first page is shown. */
export function init(): void {
	install.start();
	if (!dev) updates.start();
}
