import { brotliCompressSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import type { Lab } from './support/lab';
import type { BenchResult } from './support/result';
import { round } from './support/statistics';

/** Compressed JavaScript a page may load before anybody touches it, in kB of 1,000 bytes. */
const limits = [
	{ path: '/', limitKB: 90 },
	{ path: '/device/', limitKB: 60 }
];

/** How much JavaScript the first page and the technician's page load, compressed by brotli. */
export default async function weight(lab: Lab): Promise<BenchResult> {
	const origin = await lab.serveApp();
	const pages = [];
	for (const { path, limitKB } of limits) {
		const files = await scriptsOf(lab, origin, path);
		const kB = files.reduce((sum, file) => sum + file.kB, 0);
		pages.push({ path, kB: round(kB, 1), limitKB, share: kB / limitKB, files });
	}
	return {
		name: 'weight',
		ratio: Math.max(...pages.map(({ share }) => share)),
		unit: 'of the limit, the larger share',
		limit: { atMost: 1 },
		table: pages.map(({ path, kB, limitKB, files }) => ({
			page: path,
			'brotli kB': kB,
			'limit kB': limitKB,
			files: files.length
		})),
		details: { pages: pages.map((page) => ({ ...page, share: round(page.share, 3) })) }
	};
}

/** The scripts that Chromium really fetches for a page, until it is quiet. */
async function scriptsOf(lab: Lab, origin: string, path: string): Promise<{ file: string; kB: number }[]> {
	const load = async (page: Page) => {
		const bodies = new Map<string, Promise<Buffer>>();
		page.on('response', (response) => {
			if (/javascript/.test(response.headers()['content-type'] ?? ''))
				bodies.set(response.url(), response.body());
		});
		const response = await page.goto(origin + path, { waitUntil: 'networkidle' });
		if (!response?.ok()) throw new Error(`${path} is not a page of the built app.`);
		// What a page fetches by itself once it is idle counts as well.
		await page.waitForTimeout(2_000);
		return Promise.all(
			[...bodies].map(async ([url, body]) => ({
				file: new URL(url).pathname,
				kB: round(brotliCompressSync(await body).length / 1_000, 3)
			}))
		);
	};
	// The service worker fetches the whole app in the background, which is no part of loading a page.
	return lab.onFreshPage('about:blank', load, { serviceWorkers: 'block' });
}
