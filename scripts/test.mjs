// npm test: every check and every test, in order of speed. The last line is `N passed, N failed`.
import { mkdirSync, rmSync } from 'node:fs';
import process from 'node:process';
import { ensureInstalled } from './install.mjs';
import { root, secondsSince } from './tools.mjs';

/**
 * What a suite came to. Skipped tests count as failed: a test that was not run shows nothing.
 * @typedef {{ passed: number, failed: number }} Tally
 */

/** @type {{ name: string, tally: Tally, time: string }[]} */
const done = [];

/**
 * @param {string} name
 * @param {() => Promise<Tally>} run
 */
async function suite(name, run) {
	console.log(`\n── ${name}`);
	const start = performance.now();
	/** @type {Tally} */
	let tally;
	try {
		tally = await run();
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		tally = { passed: 0, failed: 1 };
	}
	done.push({ name, tally, time: secondsSince(start) });
	console.log(
		`${tally.failed ? '✗' : '✓'} ${name}: ${tally.passed} passed, ${tally.failed} failed  ${secondsSince(start)}`
	);
	return tally.failed === 0;
}

/**
 * @param {import('./tools.mjs').Outcome} outcome
 * @returns {Tally}
 */
function one({ ok, output }) {
	if (!ok) console.log(output);
	return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

// The tests choose the mode of the libraries themselves.
delete process.env.NODE_ENV;
rmSync(`${root}.cache/tests`, { recursive: true, force: true });
mkdirSync(`${root}.cache/tests`, { recursive: true });

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

console.log('');
for (const { name, tally, time } of done)
	console.log(
		`${tally.failed ? '✗' : '✓'} ${name.padEnd(22)}${String(tally.passed).padStart(5)} passed` +
			`${String(tally.failed).padStart(5)} failed${time.padStart(10)}`
	);
const passed = done.reduce((sum, { tally }) => sum + tally.passed, 0);
const failed = done.reduce((sum, { tally }) => sum + tally.failed, 0);
process.exitCode = failed === 0 ? 0 : 1;
console.log(`\n${passed} passed, ${failed} failed`);
