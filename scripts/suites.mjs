import { existsSync, readFileSync } from 'node:fs';
import { ensureChromium } from './chromium.mjs';
import { root, runTool } from './tools.mjs';

/** @typedef {{ passed: number, failed: number }} Tally */

/**
 * Runs Vitest.
 * @returns {Promise<Tally>}
 */
export async function runUnitTests() {
	const report = `${root}.cache/tests/unit.json`;
	const { ok } = await runTool(
		'vitest',
		['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
		{
			show: true
		}
	);
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
 * Runs the journeys in a real Chromium.
 * @returns {Promise<Tally>}
 */
export async function runJourneys() {
	await ensureChromium(console.log);
	const report = `${root}.cache/tests/journeys.json`;
	const { ok } = await runTool('@playwright/test/playwright', ['test', '--reporter=list,json'], {
		show: true,
		env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report }
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
