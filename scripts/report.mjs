// Running suites one after the other and adding up what came of them, for npm test and npm run test:soak.
import process from 'node:process';
import { secondsSince } from './tools.mjs';

/**
 * What a suite came to. Skipped tests count as failed: a test that was not run shows nothing.
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} [failures] the names of those that failed, where they have any
 */

/** @type {{ name: string, tally: Tally, time: string }[]} */
const done = [];

/**
 * Runs a suite and says how it ended; one that throws has failed.
 * @param {string} name
 * @param {() => Promise<Tally>} run
 * @returns {Promise<boolean>} whether nothing failed
 */
export async function suite(name, run) {
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
	const time = secondsSince(start);
	done.push({ name, tally, time });
	console.log(`${signOf(tally)} ${name}: ${tally.passed} passed, ${tally.failed} failed  ${time}`);
	return tally.failed === 0;
}

/**
 * A check that holds or not, as a tally; what it printed is shown where it does not.
 * @param {import('./tools.mjs').Outcome} outcome
 * @returns {Tally}
 */
export function one({ ok, output }) {
	if (!ok) console.log(output);
	return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Prints what failed by name, a line for each suite and, last, `N passed, N failed` of all; sets the exit code. */
export function report() {
	console.log('');
	for (const { name, tally } of done)
		for (const failure of tally.failures ?? []) console.log(`✗ ${name}: ${failure}`);
	console.log('');
	for (const { name, tally, time } of done)
		console.log(
			`${signOf(tally)} ${name.padEnd(26)}${String(tally.passed).padStart(5)} passed` +
				`${String(tally.failed).padStart(5)} failed${time.padStart(10)}`
		);
	const passed = done.reduce((sum, { tally }) => sum + tally.passed, 0);
	const failed = done.reduce((sum, { tally }) => sum + tally.failed, 0);
	process.exitCode = failed === 0 ? 0 : 1;
	console.log(`\n${passed} passed, ${failed} failed`);
}

/** @param {Tally} tally */
function signOf({ failed }) {
	return failed ? '✗' : '✓';
}
