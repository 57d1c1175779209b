// npm test: every check, and every kind of test. The last line is `N passed, N failed`.
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
	const { checks, generate } = await import('./checks.mjs');
	const { ensureBuilt, ensureHubBuilt } = await import('./build.mjs');
	const { buildForHubElsewhere } = await import('./build-for-hub.mjs');
	const { runJourneys, runUnitTests } = await import('./suites.mjs');
	// First, as it compiles the messages for all that follow.
	const built = await suite('build', async () => {
		// On the other core. Its journey asks for it again, and fails where it fails.
		const another = buildForHubElsewhere().catch(() => undefined);
		await ensureBuilt(console.log);
		await ensureHubBuilt(console.log);
		const outcome = await generate({ built: true });
		await another;
		return one(outcome);
	});
	// Each of them keeps one core busy.
	await Promise.all(checks.map(({ name, run }) => suite(name, async () => one(await run()))));
	await suite('unit tests', runUnitTests);
	await suite('journeys', async () => {
		if (!built) throw new Error('Not run, as there is no build.');
		return runJourneys();
	});
}
report();
