import { existsSync, readFileSync } from 'node:fs';
import { reportsFolder } from './reports-folder.mjs';
import { runNpm, runTool } from './tools.mjs';

/** @typedef {import('./report.mjs').Tally} Tally */

/** The projects of vite.config.ts that are `npm test`'s. */
const unitProjects = ['--project=!operate'];

/** The environment in which long tests run whole (tests/support/extent.ts). */
const whole = { SOAK: 'on' };

/**
 * Runs the unit tests, the long ones in their short form.
 * @returns {Promise<Tally>}
 */
export function runUnitTests() {
	return runVitest('unit', unitProjects);
}

/**
 * Runs the long ones of the unit tests, whole.
 * @returns {Promise<Tally>}
 */
export function runLongTests() {
	return runVitest('long', [...unitProjects, '--tags-filter=soak'], whole);
}

/**
 * Runs what docs/ tells an operator to do.
 * @returns {Promise<Tally>}
 */
export function runOperatorTests() {
	return runVitest('operate', ['--project', 'operate']);
}

/**
 * Runs the unit tests on the current Node.js, which npm has as the package `node`.
 * @returns {Promise<Tally>}
 */
export function runUnitTestsOnCurrentNode() {
	const node = ['exec', '--yes', '--package=node@latest', '--', 'node', 'node_modules/vitest/vitest.mjs'];
	return readVitest('current-node', (args) => runNpm([...node, ...args], { show: true }), unitProjects);
}

/**
 * Runs the journeys in a real Chromium.
 * @returns {Promise<Tally>}
 */
export function runJourneys() {
	return runPlaywright('journeys', []);
}

/**
 * Runs the long ones of the journeys, whole.
 * @returns {Promise<Tally>}
 */
export function runLongJourneys() {
	return runPlaywright('long-journeys', ['--grep', '@soak'], whole);
}

/**
 * @param {string} name of its report
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
function runVitest(name, args, env) {
	return readVitest(name, (all) => runTool('vitest', all, { show: true, env }), args);
}

/**
 * @param {string} name of its report
 * @param {(args: string[]) => Promise<import('./tools.mjs').Outcome>} run
 * @param {string[]} args
 * @returns {Promise<Tally>}
 */
async function readVitest(name, run, args) {
	const report = `${reportsFolder}${name}.json`;
	const { ok } = await run([
		'run',
		...args,
		'--reporter=default',
		'--reporter=json',
		`--outputFile.json=${report}`
	]);
	if (!existsSync(report)) return { passed: 0, failed: 1 };
	const { numTotalTests, numPassedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
	// A file that cannot be loaded fails without having any test.
	const brokenFiles = testResults.filter(
		(/** @type {{ status: string, assertionResults: unknown[] }} */ file) =>
			file.status === 'failed' && file.assertionResults.length === 0
	);
	return tally(ok, numPassedTests, numTotalTests - numPassedTests + brokenFiles.length);
}

/**
 * @param {string} name of its report
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<Tally>}
 */
async function runPlaywright(name, args, env) {
	const report = `${reportsFolder}${name}.json`;
	const { ok } = await runTool('@playwright/test/playwright', ['test', '--reporter=list,json', ...args], {
		show: true,
		env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
	});
	if (!existsSync(report)) return { passed: 0, failed: 1 };
	const { stats, errors } = JSON.parse(readFileSync(report, 'utf8'));
	return tally(ok, stats.expected, stats.unexpected + stats.flaky + stats.skipped + errors.length);
}

/**
 * A tool that ended badly with no test failed has failed outside of any.
 * @param {boolean} ok
 * @param {number} passed
 * @param {number} failed
 * @returns {Tally}
 */
function tally(ok, passed, failed) {
	return { passed, failed: ok ? failed : Math.max(failed, 1) };
}
