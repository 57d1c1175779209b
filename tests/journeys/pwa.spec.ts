import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { buildDirectory } from '../../scripts/serve.mjs';
import { expectAccessible } from '../support/accessibility';
import { BuildServer } from '../support/build-server';
import { builtRoutes } from '../support/built-routes';
import { ConsoleErrors } from '../support/console-errors';
import { keptOffline, started } from '../support/service-worker';
import { expect, test } from '../support/test';
import { createWorkspace, passphrase, slow } from '../support/workspace';

test('the browser offers to install the app', async ({ page, server }) => {
	await page.goto('/');
	await keptOffline(page);
	const session = await page.context().newCDPSession(page);

	const manifest = await session.send('Page.getAppManifest');
	expect(manifest.errors).toEqual([]);
	expect(manifest.url).toBe(`${server.url}/manifest.webmanifest`);
	const { icons } = JSON.parse(manifest.data ?? '{}') as { icons: { src: string; purpose: string }[] };
	expect(icons.map(({ purpose }) => purpose)).toContain('maskable');
	for (const { src } of icons) expect((await page.request.get(`/${src}`)).status(), src).toBe(200);

	const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
	// A page of Playwright's is always an incognito one.
	expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
});

test('every page starts cold with no network, after the browser was closed', async ({ launchOptions }) => {
	test.setTimeout(480_000);
	const profile = await mkdtemp(join(tmpdir(), 'roompass-profile-'));
	const server = await BuildServer.start(buildDirectory);
	try {
		const before = await chromium.launchPersistentContext(profile, launchOptions);
		const first = await before.newPage();
		await first.goto(server.url);
		await keptOffline(first);
		await before.close();
		await server.stop();

		const after = await chromium.launchPersistentContext(profile, launchOptions);
		const errors = new ConsoleErrors();
		errors.watch(after);
		for (const route of [...builtRoutes(), '/?account=1#K7QF']) {
			const page = await after.newPage();
			const response = await page.goto(server.url + route);
			expect(response?.fromServiceWorker(), route).toBe(true);
			await started(page);
			await expect(page.getByRole('heading').first(), route).toBeVisible();
			await page.close();
		}
		expect(errors.unexpected).toEqual([]);
		await after.close();
	} finally {
		await server.stop();
		await rm(profile, { recursive: true, force: true });
	}
});

test('a page without its closing slash is found offline too', async ({ page, goOffline }) => {
	const route = '/device/';
	await page.goto('/');
	await keptOffline(page);
	await goOffline();
	await page.goto(route.slice(0, -1));
	expect(new URL(page.url()).pathname).toBe(route);
});

test('a tab that is opened while another fetches the app for the first time is told of no newer version', async ({
	page
}) => {
	let goOn!: () => void;
	const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
	let held = 0;
	await page.context().route('**/service-worker-background.js', async (route) => {
		held++;
		await mayGoOn;
		await route.continue();
	});
	await page.goto('/overview/');
	await expect.poll(() => held).toBe(1);
	const other = await page.context().newPage();
	await other.goto('/overview/');
	await started(other);
	expect(await other.evaluate(() => navigator.serviceWorker.controller), 'nothing is kept yet').toBeNull();
	goOn();
	await keptOffline(other);
	await createWorkspace(other);
	await expect(other.getByRole('button', { name: 'Load again' })).toHaveCount(0);
});

test('a newer version is fetched, waits, and takes over on the person’s word alone', async ({ page }) => {
	test.setTimeout(480_000);
	await withNewerVersion(page, async (url) => {
		await page.goto(`${url}/overview/`);
		await createWorkspace(page);
		await expect(page.getByText('A new version of Roompass is ready')).toBeVisible(slow);
		expect(await versionOf(page)).toBe('old');

		const other = await page.context().newPage();
		await other.goto(`${url}/overview/`);
		await other.getByLabel('Passphrase', { exact: true }).fill(passphrase);
		await other.getByRole('button', { name: 'Unlock', exact: true }).click();
		await expect(other.getByRole('heading', { name: 'Overview' })).toBeVisible(slow);
		expect(await versionOf(other), 'nobody agreed to anything yet').toBe('old');

		// What another page asks for at that moment holds the newer version up: the next journey.
		await other.waitForLoadState('networkidle');
		await page.getByRole('button', { name: 'Update now' }).click();
		const newer = page.locator('meta[name=version][content=newer]');
		const again = page.getByRole('button', { name: 'Load again' });
		// On a slow machine it may be late, and then loads nothing unasked.
		await expect(newer.or(again)).toBeAttached(slow);
		if (await again.isVisible()) await again.click();
		await expect(newer).toBeAttached(slow);
		await expect(other.getByText('Roompass was updated')).toBeVisible();
		expect(await versionOf(other), 'another tab keeps what it was doing').toBe('old');
		await other.getByRole('button', { name: 'Load again' }).click();
		await expect(other.locator('meta[name=version]')).toHaveAttribute('content', 'newer', slow);
	});
});

test('a newer version that cannot take over is said to be late, and takes nothing from who goes on working', async ({
	page
}) => {
	await withNewerVersion(page, async (url) => {
		await page.goto(`${url}/overview/`);
		await createWorkspace(page);
		const other = await page.context().newPage();
		await other.goto(url);
		await started(other);

		// Something is asked of the old version at every moment.
		await other.evaluate(() => {
			const ask = () => void fetch('/manifest.webmanifest').finally(() => setTimeout(ask, 1));
			for (let i = 0; i < 4; i++) ask();
		});
		await page.getByRole('button', { name: 'Update now' }).click(slow);
		await expect(page.getByText('The new version could not take over yet')).toBeVisible(slow);
		await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
		await expectAccessible(page);

		// As the browser does by itself, once the old version has had nothing to do for a while.
		await other.close();
		const browser = await page.context().newCDPSession(page);
		await browser.send('ServiceWorker.enable');
		await browser.send('ServiceWorker.stopAllWorkers');
		await expect(page.getByText('Roompass was updated')).toBeVisible(slow);
		expect(await versionOf(page), 'nothing is loaded again unasked').toBe('old');
		await page.getByRole('button', { name: 'Load again' }).click();
		await expect(page.locator('meta[name=version]')).toHaveAttribute('content', 'newer', slow);
	});
});

/** Keeps the app on a page's browser, and publishes a newer version of it at the same address. */
async function withNewerVersion(page: Page, run: (url: string) => Promise<void>): Promise<void> {
	const directory = await mkdtemp(join(tmpdir(), 'roompass-build-'));
	await cp(buildDirectory, directory, { recursive: true });
	const server = await BuildServer.start(directory);
	try {
		await page.goto(server.url);
		await keptOffline(page);
		await publishNewerVersion(directory);
		await run(server.url);
	} finally {
		await server.stop();
		await rm(directory, { recursive: true, force: true });
	}
}

/** Puts a newer version of the app in the place of the one in this folder, told apart by a mark in its pages. */
async function publishNewerVersion(directory: string): Promise<void> {
	const { version } = JSON.parse(await readFile(join(directory, '_app/version.json'), 'utf8')) as {
		version: string;
	};
	for (const route of builtRoutes(directory))
		await edit(join(directory, route, 'index.html'), (html) =>
			html.replace('<head>', '<head><meta name="version" content="newer">')
		);
	await edit(join(directory, 'service-worker.js'), (script) => script.replaceAll(version, `${version}1`));
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
	const text = await readFile(file, 'utf8');
	const changed = change(text);
	expect(changed, `${file} was changed`).not.toBe(text);
	await writeFile(file, changed);
	// The copies compressed beside it still hold the old text, and would be served first.
	for (const suffix of ['br', 'gz']) await rm(`${file}.${suffix}`, { force: true });
}

function versionOf(page: Page): Promise<string> {
	return page.evaluate(() => document.querySelector('meta[name=version]')?.getAttribute('content') ?? 'old');
}
