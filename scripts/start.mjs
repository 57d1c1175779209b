// npm start: installs and builds what is missing, serves the app, and says where.
import { networkInterfaces } from 'node:os';
import process from 'node:process';
import { readAddress } from './address.mjs';
import { readHubUrl } from './hub-url.mjs';
import { ensureInstalled } from './install.mjs';

try {
	const { host, port, base } = readAddress(4173);
	// What the build would stumble over.
	readHubUrl();
	await ensureInstalled(console.log);
	// These need the packages.
	const { ensureBuilt } = await import('./build.mjs');
	const { openHubOf } = await import('./open-hub.mjs');
	const { serve, stopOnSignal } = await import('./serve.mjs');
	const hub = await openHubOf(console.log);
	await ensureBuilt(console.log);
	const server = await serve({ base, port, tries: 50, host, hub: hub?.served });
	stopOnSignal(server, hub);
	if (port !== 0 && server.port !== port) console.log(`Port ${port} is taken; using ${server.port}.`);
	console.log(`\nRoompass: ${server.url}${base}/`);
	if (hub) console.log(`Hub: ${server.url}${base}/v1/, ${hub.kept}`);
	if (host && !['localhost', '127.0.0.1', '::1'].includes(host)) sayHowOthersReachIt(server.port, base);
	console.log('Stop it with Ctrl+C.');
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
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
