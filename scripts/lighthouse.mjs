// npm run lighthouse: Lighthouse's four scores for the built app's first page.
import { mkdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { ensureBuilt } from './build.mjs';
import { ensureChromium, quietFlags } from './chromium.mjs';
import { serve } from './serve.mjs';
import { root, runTool } from './tools.mjs';

await ensureBuilt(console.log);
const { sandbox } = await ensureChromium(console.log);
const server = await serve();
const report = `${root}.cache/lighthouse.json`;
mkdirSync(`${root}.cache`, { recursive: true });
const flags = ['--headless', ...quietFlags, ...(sandbox ? [] : ['--no-sandbox'])];
const { ok, output } = await runTool('lighthouse', [
	`${server.url}/`,
	'--quiet',
	'--output=json',
	`--output-path=${report}`,
	`--chrome-flags=${flags.join(' ')}`
]);
await server.stop();
if (!ok) {
	console.error(output);
	process.exit(1);
}
/** @type {{ categories: Record<string, { title: string, score: number | null }> }} */
const { categories } = JSON.parse(readFileSync(report, 'utf8'));
for (const { title, score } of Object.values(categories))
	console.log(`${title.padEnd(18)}${score === null ? 'not measured' : Math.round(score * 100)}`);
console.log(`Details: ${report}`);
