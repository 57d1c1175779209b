import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import type * as seedPage from './unlock/page';
import { buildPage } from './support/build-page';
import type { Lab } from './support/lab';
import { peakMemory } from './support/memory';
import type { BenchResult } from './support/result';
import { round, spreadOf } from './support/statistics';

const passphrase = 'correct horse battery staple';
const runs = 5;

type Seeds = typeof seedPage;
type Tables = seedPage.Tables;

/**
 * A cold start of the built app: a new tab, the lock screen, the passphrase, and the list of 100,000 accounts on the
 * screen. What counts is the time from the start of the navigation to the lock screen, and from the passphrase to the
 * list; the time a person types is not in it, and the vault's scrypt is set to do next to nothing.
 *
 * The peer reads the very rows that the list is made of, one record each, on a page that runs already. A second figure
 * leaves out what in those rows only the merging of two tablets needs.
 */
export default async function unlock(lab: Lab): Promise<BenchResult> {
	const url = await lab.serveApp();
	const folder = await buildPage('bench/unlock/page.ts');
	return lab.onKeptProfile(async (context) => {
		await serveSeeds(context, url, folder);
		await onSeeds(context, url, (page) => page.evaluate((word) => bench.seedApp(word), passphrase));
		await onSeeds(context, url, (page) => page.evaluate(() => bench.seedTables()));
		const starts: ColdStart[] = [];
		const reads: Record<Tables, number[]> = { whole: [], bare: [] };
		for (let run = 1; run <= runs; run++) {
			// With a route of ours in place the browser neither caches nor asks its service worker as it would.
			await context.unrouteAll();
			if (run === 1) await visitOnce(context, url);
			const start = await coldStart(context, url);
			starts.push(start);
			await serveSeeds(context, url, folder);
			for (const tables of ['whole', 'bare'] as const)
				reads[tables].push(
					(await onSeeds(context, url, (page) => page.evaluate((name) => bench.readTables(name), tables))).ms
				);
			console.log(
				`run ${run} of ${runs}: lock screen after ${round(start.toLockScreen, 0)} ms, list after ${round(start.toList, 0)} ms more; ` +
					`toArray ${round(reads.whole.at(-1)!, 0)} ms, of the bare rows ${round(reads.bare.at(-1)!, 0)} ms`
			);
		}
		// Apart from the timed runs: looking at processes keeps the browser busy.
		await context.unrouteAll();
		const { peakMB } = await peakMemory(context.browser()!, () => coldStart(context, url));
		const total = spreadOf(starts.map(({ toLockScreen, toList }) => toLockScreen + toList));
		const [whole, bare] = [spreadOf(reads.whole), spreadOf(reads.bare)];
		return {
			name: 'unlock',
			ratio: whole.median / total.median,
			unit: 'times faster than reading one record each',
			limit: { atLeast: 3 },
			table: [
				row(
					'cold start to the lock screen',
					starts.map(({ toLockScreen }) => toLockScreen)
				),
				row(
					'from the passphrase to the list',
					starts.map(({ toList }) => toList)
				),
				row(
					'both',
					starts.map(({ toLockScreen, toList }) => toLockScreen + toList)
				),
				row('Dexie toArray of the same 120,000 records', reads.whole),
				row('the same without the stamps of merging', reads.bare)
			],
			details: {
				workMs: total,
				peerMs: whole,
				bareMs: bare,
				ratioToBare: round(bare.median / total.median, 2),
				peakMB,
				peakMBLimit: 350
			}
		};
	});
}

interface ColdStart {
	/** From the start of the navigation, ms. */
	readonly toLockScreen: number;
	/** From the passphrase, ms. */
	readonly toList: number;
}

async function coldStart(context: BrowserContext, url: string): Promise<ColdStart> {
	const page = await context.newPage();
	await page.addInitScript(watchScreen);
	await page.goto(`${url}/accounts/`);
	await page.getByLabel('Passphrase').pressSequentially(passphrase, { delay: 80 });
	await page.keyboard.press('Enter');
	await page.waitForFunction(() => 'list' in benchMarks, undefined, { timeout: 120_000 });
	const { lockScreen, asked, list } = await page.evaluate(() => benchMarks);
	await page.close();
	return { toLockScreen: lockScreen!, toList: list! - asked! };
}

/** Runs in the page from its start: notes when a frame has first shown the lock screen and the list. */
function watchScreen(): void {
	const noted: Record<string, number> = {};
	Object.assign(globalThis, { benchMarks: noted });
	addEventListener('submit', () => (noted.asked ??= performance.now()), { capture: true });
	const selectors = { lockScreen: 'form input[type=password]', list: '[role=row] [data-row-link]' };
	const look = () => {
		for (const [name, selector] of Object.entries(selectors))
			if (!(name in noted) && document.querySelector(selector)) noted[name] = performance.now();
		if (!('list' in noted)) requestAnimationFrame(look);
	};
	requestAnimationFrame(look);
}

declare const benchMarks: Record<'lockScreen' | 'asked' | 'list', number | undefined>;
declare const bench: Seeds;

/** The first visit installs the app; a cold start is one of those that follow. */
async function visitOnce(context: BrowserContext, url: string): Promise<void> {
	const page = await context.newPage();
	await page.goto(`${url}/accounts/`);
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await page.close();
}

/** Serves the page that seeds as part of the app's origin, so that both see the same databases. */
async function serveSeeds(context: BrowserContext, url: string, folder: string): Promise<void> {
	await context.route(`${url}/bench/**`, async (route) => {
		const path = new URL(route.request().url()).pathname.slice('/bench/'.length) || 'index.html';
		const contentType = path.endsWith('.js') ? 'text/javascript' : 'text/html';
		await route.fulfill({ body: await readFile(join(folder, path)), contentType });
	});
	// The built page names its files from the root.
	await context.route(`${url}/assets/**`, async (route) => {
		const path = new URL(route.request().url()).pathname;
		const contentType = path.endsWith('.css') ? 'text/css' : 'text/javascript';
		await route.fulfill({ body: await readFile(join(folder, path)), contentType });
	});
}

async function onSeeds<T>(context: BrowserContext, url: string, run: (page: Page) => Promise<T>): Promise<T> {
	const page = await context.newPage();
	try {
		await page.goto(`${url}/bench/`);
		await page.waitForFunction(() => 'bench' in globalThis);
		return await run(page);
	} finally {
		await page.close();
	}
}

function row(what: string, values: readonly number[]): Record<string, string | number> {
	const { median, min, max, runs } = spreadOf(values);
	return { what, 'median ms': round(median, 0), 'min ms': round(min, 0), 'max ms': round(max, 0), runs };
}
