import type { Page } from '@playwright/test';
import { builtRoutes } from '../support/built-routes';
import { startDumbServer } from '../support/dumb-server';
import { keptOffline, started } from '../support/service-worker';
import { expect, test } from '../support/test';

test('works under a sub-path of a static file server, and there with no network', async ({ page }) => {
	test.setTimeout(480_000);
	const server = await startDumbServer('/some/path');
	try {
		for (const route of builtRoutes()) {
			await page.goto(server.url + route);
			await started(page);
			await expect(page.getByRole('heading').first(), route).toBeVisible();
			expect(await linksLeadingAway(page, '/some/path/'), route).toEqual([]);
		}
		await keptOffline(page);
		const scope = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
		expect(scope).toBe(`${server.url}/`);

		const session = await page.context().newCDPSession(page);
		const { errors, url } = await session.send('Page.getAppManifest');
		expect(errors).toEqual([]);
		expect(url).toBe(`${server.url}/manifest.webmanifest`);
	} finally {
		await server.stop();
	}
	for (const route of builtRoutes()) {
		const response = await page.goto(server.url + route);
		expect(response?.fromServiceWorker(), route).toBe(true);
		await started(page);
		await expect(page.getByRole('heading').first(), route).toBeVisible();
	}
});

/** Links of our own origin that leave the path under which the app is mounted. */
function linksLeadingAway(page: Page, mount: string): Promise<string[]> {
	return page.evaluate(
		(mount) =>
			[...document.querySelectorAll<HTMLAnchorElement | HTMLLinkElement>('a[href], link[href]')]
				.map(({ href }) => new URL(href))
				.filter(({ origin, pathname }) => origin === location.origin && !pathname.startsWith(mount))
				.map(({ pathname }) => pathname),
		mount
	);
}
