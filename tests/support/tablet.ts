import type { Browser, Page } from '@playwright/test';
import type { ConsoleErrors } from './console-errors';
import type { HubServer } from './hub-server';
import { giveScreenCamera } from './screen-camera';

/** A tablet or phone of its own: a browser profile, whose camera films what it is held before. */
export async function newTablet(
	browser: Browser,
	server: HubServer,
	errors: ConsoleErrors,
	viewport = { width: 1180, height: 820 }
): Promise<Page> {
	const context = await browser.newContext({
		reducedMotion: 'reduce',
		locale: 'en-GB',
		baseURL: server.url,
		viewport
	});
	errors.watch(context);
	await giveScreenCamera(context);
	return context.newPage();
}
