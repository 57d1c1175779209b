import type { Written } from '$lib/device/store.svelte';

/** Runs a step of the store and says what went wrong; true where it is on disk. */
export type Act = (written: Promise<Written<unknown>>) => Promise<boolean>;
