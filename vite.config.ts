import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';
import { chunks } from './scripts/chunks.mjs';

export default defineConfig({
	plugins: [
		tailwindcss(),
		paraglideVitePlugin({
			project: './project.inlang',
			outdir: './src/lib/paraglide',
			strategy: ['baseLocale'],
			// The same whichever tool asks, so that they do not undo each other's compilation.
			outputStructure: 'message-modules',
			emitTsDeclarations: true
		}),
		sveltekit()
	],
	worker: { format: 'es' },
	build: { target: 'es2022' },
	environments: { client: { build: { rolldownOptions: chunks } } },
	test: {
		include: ['src/**/*.test.ts', 'tests/unit/**/*.test.ts'],
		environment: 'node',
		// Generous: laws and key derivation on a slow machine. Nothing here is a timed test.
		testTimeout: 120_000,
		hookTimeout: 120_000,
		// Svelte's rune modules are compiled for the browser, as they run.
		server: { deps: { inline: ['svelte'] } }
	},
	resolve: process.env.VITEST ? { conditions: ['browser'] } : undefined
});
