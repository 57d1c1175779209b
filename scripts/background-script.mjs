import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../', import.meta.url));
const fileName = 'service-worker-background.js';

/**
 * Builds src/service-worker-background.ts into a classic script beside the service worker, which cannot import modules when it
 * needs them, and can import scripts that it has seen when it was installed.
 * @param {Record<string, string>} define
 * @returns {import('vite').Plugin}
 */
export function backgroundScript(define) {
	return {
		name: 'background-script',
		apply: 'build',
		applyToEnvironment: ({ name }) => name === 'client',
		async generateBundle() {
			const built = await build({
				root,
				configFile: false,
				logLevel: 'warn',
				publicDir: false,
				define,
				resolve: { alias: { $lib: `${root}src/lib` } },
				build: {
					write: false,
					target: 'es2022',
					lib: {
						entry: `${root}src/service-worker-background.ts`,
						formats: ['iife'],
						name: 'roompassBackground'
					}
				}
			});
			const [{ output }] = /** @type {[import('vite').Rolldown.RolldownOutput]} */ (built);
			this.emitFile({ type: 'asset', fileName, source: output[0].code });
		}
	};
}
