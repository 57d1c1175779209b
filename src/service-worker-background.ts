/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />

/**
 * What the service worker does once there is a network, with the app closed or locked. A script of its own
 * (scripts/background-script.mjs): it is several times as large as the rest of the worker, which starts before each page, and is
 * seldom needed.
 */
import { sendInBackground } from '$lib/device/background';
import { syncTag } from '$lib/device/background-sync';
import { syncInBackground } from '$lib/sync/background';
import { backgroundSyncTag } from '$lib/sync/background-tag';

declare const self: ServiceWorkerGlobalScope & { roompassTasks?: BackgroundTasks };

/** By the tag that the browser was asked to sync with. A task that rejects is tried again. */
export type BackgroundTasks = Readonly<Record<string, (() => Promise<void>) | undefined>>;

self.roompassTasks = {
	[backgroundSyncTag]: () => syncInBackground(self.registration.scope),
	[syncTag]: () => sendInBackground(self.registration.scope)
};
