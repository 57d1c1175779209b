import { statSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The stems of the files that are mutated: of `auto-lock.svelte.ts` it is `auto-lock`. */
const stemOf = (path: string) => path.replace(/(?:\.svelte|\.test)?\.ts.*$/, '');
const mutated = (process.env.MUTATION_FILES ?? '').split(',').map(stemOf);

/** Tests beside what is mutated first, and small files, which are the quick ones: the first test that fails is enough. */
class QuickFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const isBeside = ({ moduleId }: TestSpecification) =>
			mutated.some((stem) => stemOf(moduleId).endsWith(stem));
		const rank = (file: TestSpecification) => (isBeside(file) ? 0 : 1e9) + statSync(file.moduleId).size;
		return [...files].sort((a, b) => rank(a) - rank(b));
	}
}

/** The tests that are to notice a mutant, run in Stryker's copy of the project. */
export default defineConfig({
	plugins: [svelte()],
	define: { __HUB_URL__: '""' },
	resolve: {
		alias: {
			$lib: `${process.cwd()}/src/lib`,
			// SvelteKit's own plugin would want the whole app. Tests say what is there.
			'$app/paths': `${process.cwd()}/scripts/mutation/app-paths.ts`
		},
		conditions: ['browser']
	},
	test: {
		// Relative to the folder that Stryker names: a room is tested by the tests that lie in it.
		include: ['**/*.test.ts'],
		// Hostile input at length says little of one mutant.
		exclude: ['**/*fuzz.test.ts'],
		environment: 'node',
		// Rules keep nothing from one test to the next, so their files need not be loaded anew for each: half of the time.
		isolate: process.env.MUTATION_ROOM !== 'src/lib/domain',
		sequence: { sequencer: QuickFirst },
		tags: [{ name: 'soak', description: 'in its short form' }],
		setupFiles: ['tests/support/patience.ts', 'scripts/mutation/draws.ts'],
		// What a mutant lets wait for ever is so frequent that ten minutes are too long; no test of a rule takes two seconds.
		testTimeout: 20_000,
		hookTimeout: 600_000,
		server: { deps: { inline: ['svelte'] } }
	}
});
