// npm run screenshots: pictures of the built app, for the app's listing and for the README.
import { mkdirSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { ensureBuilt } from './build.mjs';
import { ensureChromium, launchOptions } from './chromium.mjs';
import { serve } from './serve.mjs';
import { root } from './tools.mjs';

/**
 * A picture: which page, at what size, and where the file goes.
 * @typedef {{ path: string, size: { width: number, height: number }, file: string }} Picture
 */

const wide = { width: 1280, height: 800 };
const narrow = { width: 390, height: 844 };

/** @type {Picture[]} */
const pictures = [
	{ path: '/', size: wide, file: 'static/screenshots/first-page-wide.png' },
	{ path: '/', size: narrow, file: 'static/screenshots/first-page-narrow.png' },
	{ path: '/', size: wide, file: 'docs/images/first-page.png' }
];

await ensureBuilt(console.log);
const server = await serve();
const browser = await chromium.launch(launchOptions(await ensureChromium(console.log)));
for (const folder of ['static/screenshots', 'docs/images']) mkdirSync(root + folder, { recursive: true });
for (const { path, size, file } of pictures) {
	const page = await browser.newPage({ viewport: size, locale: 'en-GB', reducedMotion: 'reduce' });
	await page.goto(server.url + path, { waitUntil: 'networkidle' });
	await page.screenshot({ path: root + file });
	console.log(`${file}  ${size.width}x${size.height}`);
	await page.close();
}
await browser.close();
await server.stop();
