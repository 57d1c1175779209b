// npm run hub: the hub alone, for an app that is hosted elsewhere. `npm start` serves both.
import process from 'node:process';
import { reasonsOf } from './failure.mjs';
import { ensureInstalled } from './install.mjs';

try {
	await ensureInstalled(console.log);
	// These need the packages.
	const { openHubOf } = await import('./open-hub.mjs');
	const { serve, stopOnSignal } = await import('./serve.mjs');
	const { readSettings } = await import('./settings.mjs');
	const settings = await readSettings({ usualPort: 4174, mayBeTaken: false, say: console.log });
	if (!settings.hub) throw new Error('HUB is off: there is nothing to serve.');
	const { host, port, base } = settings.address;
	const hub = await openHubOf(settings.hub, console.log);
	const server = await serve({ directory: null, base, port, host, hub: hub.served });
	stopOnSignal(server, hub);
	console.log(`Hub: ${server.url}${base}/v1/, ${hub.kept}`);
} catch (error) {
	console.error(reasonsOf(error));
	// A hub that is open already would keep the process alive.
	process.exit(1);
}
