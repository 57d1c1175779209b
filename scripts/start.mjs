// npm start: installs and builds what is missing, serves the app, and says where.
import { networkInterfaces } from 'node:os';
import process from 'node:process';
import { ensureInstalled } from './install.mjs';

const port = Number(process.env.PORT || 4173);
const host = process.env.HOST;
const base = process.env.BASE_PATH ?? '';

try {
	if (!Number.isInteger(port) || port < 0 || port > 65_535)
		throw new Error(`PORT is ${process.env.PORT}; it must be a number up to 65535.`);
	await ensureInstalled(console.log);
	// These need the packages.
	const { ensureBuilt } = await import('./build.mjs');
	const { serve, stopOnSignal } = await import('./serve.mjs');
	await ensureBuilt(console.log);
	const server = await serve({ base, port, tries: 50, host });
	stopOnSignal(server);
	if (port !== 0 && server.port !== port) console.log(`Port ${port} is taken; using ${server.port}.`);
	console.log(`\nRoompass: ${server.url}${base}/`);
	if (host && !['localhost', '127.0.0.1', '::1'].includes(host)) sayHowOthersReachIt(server.port);
	console.log('Stop it with Ctrl+C.');
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}

/** @param {number} port */
function sayHowOthersReachIt(port) {
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
