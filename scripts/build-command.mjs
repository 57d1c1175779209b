// npm run build: the app for a web server and the hub, as npm start serves them, which then builds neither again.
import { readBasePath } from './address.mjs';
import { reasonsOf } from './failure.mjs';
import { readHubUrl } from './hub-url.mjs';
import { ensureInstalled } from './install.mjs';
import { refuseWrong } from './wrong-settings.mjs';

try {
	await refuseWrong([readBasePath, readHubUrl]);
	await ensureInstalled(console.log);
	// This needs the packages.
	const { buildAll } = await import('./build.mjs');
	await buildAll(console.log);
} catch (error) {
	console.error(reasonsOf(error));
	process.exitCode = 1;
}
