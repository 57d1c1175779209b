// npm run hub: the hub alone, for an app that is hosted elsewhere. `npm start` serves both.
import process from 'node:process';
import { readAddress } from './address.mjs';
import { ensureInstalled } from './install.mjs';

try {
	const { host, port, base } = readAddress(4174);
	await ensureInstalled(console.log);
	// These need the packages.
	const { openHubOf } = await import('./open-hub.mjs');
	const { serve, stopOnSignal } = await import('./serve.mjs');
	const hub = await openHubOf(console.log);
	if (!hub) throw new Error('HUB is off: there is nothing to serve.');
	const server = await serve({ directory: null, base, port, host, hub: hub.served });
	stopOnSignal(server, hub);
	console.log(`Hub: ${server.url}${base}/v1/, ${hub.kept}`);
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	// A hub that is open already would keep the process alive.
	process.exit(1);
}
