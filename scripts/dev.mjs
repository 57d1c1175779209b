// npm run dev: the app with hot reload, and a hub beside it at the same address, as npm start serves them.
import process from 'node:process';
import { reasonsOf } from './failure.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './tools.mjs';

try {
	// Where SvelteKit looks for its configuration, whatever it is told.
	process.chdir(root);
	await ensureInstalled(console.log);
	// What is tried out stays apart from what npm start keeps.
	process.env.DATA_DIR ||= `${root}.cache/dev-data`;
	// These need the packages.
	const { openHubOf } = await import('./open-hub.mjs');
	const { isForHub, stopOnSignal } = await import('./serve.mjs');
	const { readSettings } = await import('./settings.mjs');
	const { createServer } = await import('vite');
	const settings = await readSettings({ usualPort: 5173, mayBeTaken: true, say: console.log });
	const { host, port, base } = settings.address;
	const hub = settings.hub && (await openHubOf(settings.hub, console.log));
	/**
	 * A proxy would come too late: SvelteKit answers what is in static/ first, and there hub.json says that there is no hub.
	 * @param {import('./serve.mjs').ServedHub} served
	 * @returns {import('vite').Plugin}
	 */
	const beside = (served) => ({
		name: 'hub',
		enforce: 'pre',
		configureServer: ({ middlewares }) =>
			void middlewares.use((request, response, next) =>
				isForHub(served, base, request) ? served.listener(request, response) : next()
			)
	});
	const vite = await createServer({ server: { host, port }, plugins: hub ? [beside(hub.served)] : [] });
	if (hub) {
		// Vite would end the process before the hub is closed.
		process.removeAllListeners('SIGTERM');
		stopOnSignal({ finish: () => vite.close() }, hub);
	}
	await vite.listen();
	vite.printUrls();
	if (hub) console.log(`  Hub: ${hub.kept}. It is built from src/hub when this command starts.`);
} catch (error) {
	console.error(reasonsOf(error));
	process.exit(1);
}
