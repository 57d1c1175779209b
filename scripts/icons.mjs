// Draws the PNG icons of the app from static/icons/icon.svg. Run it after changing the SVG.
import { readFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { ensureChromium, launchOptions } from './chromium.mjs';

const icons = new URL('../static/icons/', import.meta.url);
const rounded = await readFile(new URL('icon.svg', icons), 'utf8');
// The picture keeps inside the maskable safe zone, so that only the tile's corners differ.
const fullBleed = rounded.replace(/ rx="\d+"/, '');

const drawings = [
	{ name: 'icon-192.png', svg: rounded, size: 192 },
	{ name: 'icon-512.png', svg: rounded, size: 512 },
	{ name: 'maskable-192.png', svg: fullBleed, size: 192 },
	{ name: 'maskable-512.png', svg: fullBleed, size: 512 },
	{ name: 'apple-touch-icon.png', svg: fullBleed, size: 180 }
];

const browser = await chromium.launch(launchOptions(await ensureChromium(console.log)));
const page = await browser.newPage();
for (const { name, svg, size } of drawings) {
	await page.setViewportSize({ width: size, height: size });
	await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px}</style>${svg}`);
	await page.screenshot({ path: new URL(name, icons).pathname, omitBackground: true });
	console.log(`static/icons/${name}`);
}
await browser.close();
