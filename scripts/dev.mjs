// npm run dev: the app with hot reload, and a hub beside it at the same address, as npm start serves them.
import process from 'node:process';
import { reasonsOf } from './failure.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './tools.mjs';

try {
	await ensureInstalled(console.log);
	// What is tried out stays apart from what npm start keeps.
	process.env.DATA_DIR ||= `${root}.cache/dev-data`;
	// These need the packages.
	const { openHubOf } = await import('./open-hub.mjs');
	const { serve, stopOnSignal } = await import('./serve.mjs');
	const { readSettings } = await import('./settings.mjs');
	const { createServer } = await import('vite');
	const settings = await readSettings({ usualPort: 5173, mayBeTaken: true, say: console.log });
	const { host, port, base } = settings.address;
	const hub = settings.hub && (await openHubOf(settings.hub, console.log));
	const hubServer = hub && (await serve({ directory: null, base, host: '127.0.0.1', hub: hub.served }));
	const target = `http://127.0.0.1:${hubServer?.port}`;
	const vite = await createServer({
		root,
		server: {
			host,
			port,
			proxy: hubServer ? { [`^${base}/(v1/|hub\\.json$)`]: { target } } : undefined
		}
	});
	if (hub && hubServer) {
		// Vite would end the process before the hub is closed.
		process.removeAllListeners('SIGTERM');
		stopOnSignal(hubServer, hub);
	}
	await vite.listen();
	vite.printUrls();
	if (hub) console.log(`  Hub: ${hub.kept}. It is built from src/hub when this command starts.`);
} catch (error) {
	console.error(reasonsOf(error));
	process.exit(1);
}
