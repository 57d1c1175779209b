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
	return runVitest('long', [...unitProjects, '--tags-filter=soak'], { env: whole, tag: 'soak' });
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
 * @typedef {object} VitestReport what Vitest's JSON reporter writes, as far as it is read here
 * @property {{ name: string, status: string, assertionResults: { status: string, fullName: string, tags: string[] }[] }[]} testResults
 */

/**
 * @param {string} name of its report
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, tag?: string }} [options] `tag`: as for `readVitest`
 */
function runVitest(name, args, { env, tag } = {}) {
	return readVitest(name, (all) => runTool('vitest', all, { show: true, env }), args, tag);
}

/**
 * @param {string} name of its report
 * @param {(args: string[]) => Promise<import('./tools.mjs').Outcome>} run
 * @param {string[]} args
 * @param {string} [tag] of the tests that count, where the others were left out by it: in the report they stand as skipped
 * @returns {Promise<Tally>}
 */
async function readVitest(name, run, args, tag) {
	const report = `${reportsFolder}${name}.json`;
	const { ok } = await run([
		'run',
		...args,
		'--reporter=default',
		'--reporter=json',
		`--outputFile.json=${report}`
	]);
	if (!existsSync(report)) return { passed: 0, failed: 1 };
	/** @type {VitestReport} */
	const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
	const tests = testResults
		.flatMap(({ assertionResults }) => assertionResults)
		.filter(({ tags }) => tag === undefined || tags.includes(tag));
	const failures = [
		...tests.filter(({ status }) => status !== 'passed').map(({ fullName }) => fullName),
		// A file that cannot be loaded fails without having any test.
		...testResults
			.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
			.map((file) => file.name)
	];
	return tally(ok, tests.length - failures.length, failures);
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
	/** @type {PlaywrightReport} */
	const { suites, errors } = JSON.parse(readFileSync(report, 'utf8'));
	const specs = suites.flatMap(specsOf);
	const failures = [
		// One that passed at the second attempt, or was skipped, has not passed.
		...specs
			.filter(({ tests }) => tests.some(({ status }) => status !== 'expected'))
			.map(({ file, line, title }) => `${file}:${line} ${title}`),
		...errors.map(({ message }) => message)
	];
	return tally(ok, specs.length + errors.length - failures.length, failures);
}

/**
 * @typedef {object} PlaywrightSpec
 * @property {string} file
 * @property {number} line
 * @property {string} title
 * @property {{ status: string }[]} tests one in each browser
 */

/**
 * What a file or a group in it holds, in Playwright's JSON report.
 * @typedef {{ specs: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite
 */

/** @typedef {{ suites: PlaywrightSuite[], errors: { message: string }[] }} PlaywrightReport */

/**
 * @param {PlaywrightSuite} suite
 * @returns {PlaywrightSpec[]}
 */
function specsOf({ specs, suites = [] }) {
	return [...specs, ...suites.flatMap(specsOf)];
}

/**
 * A tool that ended badly with no test failed has failed outside of any.
 * @param {boolean} ok
 * @param {number} passed
 * @param {string[]} failures
 * @returns {Tally}
 */
function tally(ok, passed, failures) {
	return { passed, failed: ok ? failures.length : Math.max(failures.length, 1), failures };
}
