/**
 * What the journeys start from, in place of `@playwright/test`:
 * - `page.goto('/…')` opens the built app, served on a port of the worker's own: the quick build, unless `use({ build })` names
 *   another
 * - `goOffline()` really stops that server, until `goOnline()` or the end of the test
 * - a console error or an uncaught exception on any page fails the test, unless `consoleErrors.expect` named it
 */
import { test as base, expect } from '@playwright/test';
import { BuildServer } from './build-server';
import { ConsoleErrors } from './console-errors';
import { quickBuild } from './quick-build';

interface TestFixtures {
	goOffline: () => Promise<void>;
	goOnline: () => Promise<void>;
	consoleErrors: ConsoleErrors;
}

interface WorkerFixtures {
	hasChromium: void;
	build: string;
	server: BuildServer;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
	build: [quickBuild, { option: true, scope: 'worker' }],
	// Before the browser is started, so that it is this that is said of each journey.
	hasChromium: [
		// Playwright reads from the first argument what a fixture needs: nothing.
		// eslint-disable-next-line no-empty-pattern
		async ({}, use) => {
			if (process.env.NO_CHROMIUM) throw new Error(process.env.NO_CHROMIUM);
			await use();
		},
		{ auto: true, scope: 'worker' }
	],
	server: [
		async ({ build }, use) => {
			const server = await BuildServer.start(build);
			await use(server);
			await server.stop();
		},
		{ scope: 'worker' }
	],
	baseURL: async ({ server }, use) => {
		await server.restart();
		await use(server.url);
	},
	goOffline: async ({ server }, use) => {
		await use(() => server.stop());
		await server.restart();
	},
	goOnline: async ({ server }, use) => {
		await use(() => server.restart());
	},
	consoleErrors: [
		async ({ context }, use) => {
			const errors = new ConsoleErrors();
			errors.watch(context);
			await use(errors);
			expect(errors.unexpected, 'errors on the console').toEqual([]);
		},
		{ auto: true }
	]
});

export { expect };
