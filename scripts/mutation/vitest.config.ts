import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** The tests that are to notice a mutant, run in Stryker's copy of the project. */
export default defineConfig({
	plugins: [svelte()],
	define: { __HUB_URL__: '""' },
	resolve: { alias: { $lib: `${process.cwd()}/src/lib` }, conditions: ['browser'] },
	test: {
		// Relative to the folder that Stryker names: a room is tested by the tests that lie in it.
		include: ['**/*.test.ts'],
		// Hostile input at length says little of one mutant.
		exclude: ['**/*fuzz.test.ts'],
		environment: 'node',
		tags: [{ name: 'soak', description: 'in its short form' }],
		setupFiles: ['tests/support/patience.ts', 'scripts/mutation/draws.ts'],
		testTimeout: 600_000,
		hookTimeout: 600_000,
		server: { deps: { inline: ['svelte'] } }
	}
});
