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
import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope;

/** Files that only an app store or an installation dialog looks at. */
const forShopWindow = /\/(screenshots\/|\.)/;

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
