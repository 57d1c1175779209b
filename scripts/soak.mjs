// npm run test:soak: what is too long for npm test. The last line is `N passed, N failed`.
import { ensureInstalled } from './install.mjs';
import { one, report, suite } from './report.mjs';
import { freshReports } from './reports-folder.mjs';

freshReports();
const installed = await suite('packages', async () => {
	await ensureInstalled(console.log);
	return { passed: 1, failed: 0 };
});
if (installed) {
	// These need the packages.
	const { generate } = await import('./checks.mjs');
	const { ensureBuilt, ensureHubBuilt } = await import('./build.mjs');
	const suites = await import('./suites.mjs');
	await suite('build', async () => {
		await ensureBuilt(console.log);
		await ensureHubBuilt(console.log);
		return one(await generate({ built: true }));
	});
	await suite('long tests', suites.runLongTests);
	await suite('long journeys', suites.runLongJourneys);
	await suite('operated from the docs', suites.runOperatorTests);
	await suite('mutants of what changed', async () => {
		const { runMutation } = await import('./mutation/run.mjs');
		return runMutation();
	});
	await suite('unit tests, current Node', suites.runUnitTestsOnCurrentNode);
}
report();
