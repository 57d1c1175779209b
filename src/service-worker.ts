/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
/// <reference types="@sveltejs/kit" />

/**
 * Keeps the whole app on the device, so that every page starts with no network.
 *
 * A new version is fetched in the background and waits; it takes over only when a person says so
 * (the message `SKIP_WAITING`), or when the last page of the old version has been closed.
 * All addresses come from where this script lies, so that one build works under any path.
 */
import { build, files, prerendered, version } from '$service-worker';
import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import type { BackgroundTasks } from './service-worker-background';

/** Background Sync (https://wicg.github.io/background-sync/spec/) is not in TypeScript's own types. */
interface SyncEvent extends ExtendableEvent {
	readonly tag: string;
}
declare const self: ServiceWorkerGlobalScope & {
	roompassTasks?: BackgroundTasks;
	addEventListener(type: 'sync', listener: (event: SyncEvent) => void): void;
};

/** Files that only an app store or an installation dialog looks at. */
const forShopWindow = /\/(screenshots\/|\.)/;

// Whether there is a hub where the app comes from can change without a new version of the app, so this one file is asked for.
const hubFile = new URL('hub.json', self.location.href).href;
registerRoute(
	({ url }) => url.href === hubFile,
	() => newestHubFile()
);

precacheAndRoute(
	[
		// The names of built files change with their content; the others are told apart by the version.
		...build.map((url) => ({ url, revision: null })),
		...files.filter((url) => !forShopWindow.test(url)).map((url) => ({ url, revision: version })),
		...prerendered.map((url) => ({ url, revision: version }))
	],
	{
		directoryIndex: 'index.html',
		// The app is static: what stands behind the question mark is for the page, not for a server.
		ignoreURLParametersMatching: [/./]
	}
);
cleanupOutdatedCaches();

/** What the network says, else what it said last: a phone in a basement is to know whether there will be a hub. */
async function newestHubFile(): Promise<Response> {
	const kept = await caches.open('roompass-hub');
	try {
		const answer = await fetch(hubFile, { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
		// The sign-in page of a guest network is no answer.
		if (answer.ok && !answer.redirected && /\bjson\b/.test(answer.headers.get('Content-Type') ?? '')) {
			await kept.put(hubFile, answer.clone());
			return answer;
		}
	} catch {
		// No network.
	}
	return (await kept.match(hubFile)) ?? (await matchPrecache(hubFile)) ?? Response.error();
}

// `/device` typed by hand: a static host would redirect to `/device/`, and offline so do we.
registerRoute(
	({ request, url }) => request.mode === 'navigate' && prerendered.includes(`${url.pathname}/`),
	async ({ url }) => Response.redirect(`${url.pathname}/${url.search}`, 301)
);

// The page that installed the app is kept offline at once, and hears of the next version as later pages do.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('message', (event) => {
	if (event.data?.type === 'SKIP_WAITING') void self.skipWaiting();
});

// Somebody has tapped the notification that a device waits: the app comes forward and shows it. A technician's page is left alone.
self.addEventListener('notificationclick', (event) => {
	event.notification.close();
	event.waitUntil(showApprovals());
});

async function showApprovals(): Promise<void> {
	const { scope } = self.registration;
	const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
	const app = windows.find(({ url }) => url.startsWith(scope) && !url.startsWith(`${scope}device/`));
	if (!app) await self.clients.openWindow(`${scope}approvals/`);
	else {
		app.postMessage({ type: 'SHOW_APPROVALS' });
		await app.focus();
	}
}

/** A script that was imported while the worker was installed can be imported later, and is at hand without a network. */
const background = new URL('service-worker-background.js', self.location.href).href;
self.addEventListener('install', () => importScripts(background));

// There is a network, and something waits to be sent, maybe with the app closed and locked.
self.addEventListener('sync', (event) => {
	if (!self.roompassTasks) importScripts(background);
	const task = self.roompassTasks?.[event.tag];
	if (task) event.waitUntil(task());
});
