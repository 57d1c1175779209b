// npm run test:journeys -- NAME: the journeys whose file or title has the name in it; all of them without one.
import process from 'node:process';
import { ensureInstalled } from './install.mjs';

await ensureInstalled(console.log);
// These need the packages.
const { ensureBuilt, ensureHubBuilt } = await import('./build.mjs');
const { runTool } = await import('./tools.mjs');
await ensureBuilt(console.log);
await ensureHubBuilt(console.log);
const { ok } = await runTool('@playwright/test/playwright', ['test', ...process.argv.slice(2)], {
	show: true
});
process.exitCode = ok ? 0 : 1;
