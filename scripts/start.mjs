// npm start: installs and builds what is missing, serves the app, and says where.
import { networkInterfaces } from 'node:os';
import process from 'node:process';
import { reasonsOf } from './failure.mjs';
import { ensureInstalled } from './install.mjs';

try {
	await ensureInstalled(console.log);
	// These need the packages.
	const { ensureBuilt } = await import('./build.mjs');
	const { openHubOf } = await import('./open-hub.mjs');
	const { serve, stopOnSignal } = await import('./serve.mjs');
	const { readSettings } = await import('./settings.mjs');
	const settings = await readSettings({ usualPort: 4173, mayBeTaken: true, say: console.log });
	const { host, port, base } = settings.address;
	await ensureBuilt(console.log);
	const hub = settings.hub && (await openHubOf(settings.hub, console.log));
	const server = await serve({ base, port, tries: 50, host, hub: hub?.served });
	stopOnSignal(server, hub);
	if (port !== 0 && server.port !== port) console.log(`Port ${port} is taken; using ${server.port}.`);
	console.log(`\nRoompass: ${server.url}${base}/`);
	if (hub) console.log(`Hub: ${server.url}${base}/v1/, ${hub.kept}`);
	if (host && !['localhost', '127.0.0.1', '::1'].includes(host)) sayHowOthersReachIt(server.port, base);
	console.log('Stop it with Ctrl+C.');
} catch (error) {
	console.error(reasonsOf(error));
	// A hub that is open already would keep the process alive.
	process.exit(1);
}

/**
 * @param {number} port
 * @param {string} base
 */
function sayHowOthersReachIt(port, base) {
	const addresses = Object.values(networkInterfaces())
		.flatMap((entries) => entries ?? [])
		.filter(({ family, internal }) => family === 'IPv4' && !internal)
		.map(({ address }) => `http://${address}:${port}${base}/`);
	if (addresses.length === 0) return;
	console.log(`Other devices on this network: ${addresses.join('  ')}`);
	console.log(
		'  Over plain http, browsers give them no encryption, camera or offline use, so Roompass does not'
	);
	console.log('  work there. Put a server with https in front, or host the folder build/ on one.');
}
