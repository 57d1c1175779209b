import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { build } from 'vite';
import { messages } from '../../scripts/messages.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Builds a page that holds one module, as `globalThis.bench`, bundled as the app is.
 * The module may import from `$lib`; SvelteKit's own `$app` modules are not there.
 * @param module path of the module, from the folder of the project
 * @returns the folder of the page
 */
export async function buildPage(module: string): Promise<string> {
	const folder = join(root, '.cache/bench', module.replaceAll(/[^a-z0-9]+/gi, '-'));
	const outDir = join(folder, 'built');
	await mkdir(folder, { recursive: true });
	await writeFile(
		join(folder, 'index.html'),
		'<!doctype html><script type="module" src="./entry.js"></script>'
	);
	await writeFile(
		join(folder, 'entry.js'),
		`import * as bench from ${JSON.stringify(join(root, module))};\nglobalThis.bench = bench;\n`
	);
	await build({
		configFile: false,
		root: folder,
		logLevel: 'warn',
		plugins: [
			tailwindcss(),
			paraglideVitePlugin(messages),
			svelte({ configFile: false, preprocess: vitePreprocess() })
		],
		resolve: { alias: { $lib: join(root, 'src/lib') } },
		worker: { format: 'es' },
		build: { target: 'es2022', outDir, emptyOutDir: true }
	});
	return outDir;
}
