import { availableParallelism } from 'node:os';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';
import { backgroundScript } from './scripts/background-script.mjs';
import { chunks } from './scripts/chunks.mjs';
import { readHubUrl } from './scripts/hub-url.mjs';
import { messages, messagesForTests } from './scripts/messages.mjs';

/** As tests/support/extent.ts has it, which the build has no use for. */
const isSoak = process.env.SOAK === 'on';
/** The tests of the rooms that know no browser, storage or network. */
const pure = ['src/lib/{domain,protocol}/**/*.test.ts'];
const define = { __HUB_URL__: JSON.stringify(readHubUrl()) };

/** Vitest is known by its mode: its environment is also that of a build which a test starts. */
export default defineConfig(({ mode }) => ({
	plugins: [
		tailwindcss(),
		paraglideVitePlugin(mode === 'test' ? messagesForTests : messages),
		sveltekit(),
		backgroundScript(define)
	],
	define,
	worker: { format: 'es' },
	build: { target: 'es2022' },
	environments: { client: { build: { rolldownOptions: chunks } } },
	test: {
		projects: [
			{
				extends: true,
				test: {
					name: 'rules',
					include: pure,
					// Pure modules keep nothing, so files need not each load them anew: half of the time.
					isolate: false,
					pool: 'threads'
				}
			},
			{
				extends: true,
				test: {
					name: 'app',
					include: ['src/**/*.test.ts'],
					exclude: ['src/hub/**', ...pure],
					// A process for each of 130 files costs a sixth more.
					pool: 'threads'
				}
			},
			{
				extends: true,
				test: {
					name: 'hub',
					include: ['src/hub/**/*.test.ts', 'tests/{hub,support}/**/*.test.ts'],
					globalSetup: ['src/hub/testing/test-servers.ts']
				}
			},
			{
				extends: true,
				test: {
					// What docs/ tells an operator, done as it is written: nginx, Caddy, PostgreSQL, systemd.
					name: 'operate',
					include: ['tests/operate/**/*.test.ts'],
					globalSetup: ['tests/operate/support/setup.ts']
				}
			}
		],
		// One for each core and one more, as many wait: for a server to start, a process to end, a clock.
		maxWorkers: availableParallelism() + 1,
		environment: 'node',
		// Long tests, of which `npm test` runs a short form and `npm run test:soak` the whole (tests/support/extent.ts).
		tags: [{ name: 'soak', description: 'runs whole in npm run test:soak' }],
		setupFiles: ['tests/support/patience.ts'],
		globalSetup: ['tests/support/in-memory.ts'],
		// Safety nets, far beyond what the slowest machine takes. Nothing here is a timed test.
		testTimeout: isSoak ? 3_600_000 : 600_000,
		hookTimeout: 600_000,
		expect: { poll: { timeout: 120_000 } },
		// Svelte's rune modules are compiled for the browser, as they run.
		server: { deps: { inline: ['svelte'] } }
	},
	resolve:
		mode === 'test'
			? { conditions: ['browser'], alias: { '$lib/paraglide': messagesForTests.outdir } }
			: undefined
}));
