// Running StrykerJS on some files of one room.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { root, runTool } from '../tools.mjs';
import { measuredOf } from './measured.mjs';

/** Folders of runs, each named by its process. Relative, as Stryker wants them. */
const runsFolder = '.cache/mutation';

/**
 * @param {string} folder of this run, relative
 * @param {string} room
 * @param {readonly string[]} files
 */
const settings = (folder, room, files) => ({
	mutate: files,
	testRunner: 'vitest',
	plugins: ['@stryker-mutator/vitest-runner'],
	// Vitest's own search for related tests does not follow `$lib`.
	vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false, dir: room },
	coverageAnalysis: 'perTest',
	concurrency: 2,
	// A loop that has no end is noticed by its rounds; this is for what waits for ever.
	timeoutMS: 120_000,
	dryRunTimeoutMinutes: 60,
	// Only what the tests of the rooms read is copied.
	ignorePatterns: [
		...['/*', '!/src', '/src/routes', '/src/hub', '/src/lib/paraglide', '!/scripts'],
		...['!/tests', '/tests/*', '!/tests/fixtures', '!/tests/support'],
		...['!/.svelte-kit', '/.svelte-kit/*', '!/.svelte-kit/tsconfig.json'],
		...['!/package.json', '!/tsconfig.json', '!/svelte.config.js']
	],
	disableTypeChecks: false,
	tempDirName: `${folder}/sandbox`,
	cleanTempDir: 'always',
	reporters: ['json'],
	jsonReporter: { fileName: `${folder}/report.json` },
	warnings: { slow: false },
	logLevel: 'warn'
});

/**
 * Changes the files in every way Stryker knows and runs the tests of their room on each. Throws where Stryker itself fails, as when
 * the tests fail without any change.
 * @param {string} room
 * @param {readonly string[]} files
 * @returns {Promise<Map<string, import('./verdict.mjs').Measured>>} by file, also those without any mutant
 */
export async function runStryker(room, files) {
	removeLeftovers();
	const folder = `${runsFolder}/${process.pid}`;
	mkdirSync(root + folder, { recursive: true });
	try {
		const config = `${folder}/stryker.json`;
		writeFileSync(root + config, JSON.stringify(settings(folder, room, files)));
		const { ok, output } = await runTool('@stryker-mutator/core/stryker', ['run', config], {
			env: { NODE_ENV: undefined }
		});
		const report = `${root}${folder}/report.json`;
		if (!ok || !existsSync(report)) throw new Error(`The mutants of ${room} could not be run.\n${output}`);
		const reported = JSON.parse(readFileSync(report, 'utf8')).files;
		return new Map(files.map((name) => [name, measuredOf(reported[name] ?? { source: '', mutants: [] })]));
	} finally {
		rmSync(root + folder, { recursive: true, force: true });
		if (readdirSync(root + runsFolder).length === 0) rmSync(root + runsFolder, { recursive: true });
	}
}

/** Removes what runs that were killed have left. */
function removeLeftovers() {
	if (!existsSync(root + runsFolder)) return;
	for (const run of readdirSync(root + runsFolder))
		if (!isAlive(Number(run))) rmSync(`${root}${runsFolder}/${run}`, { recursive: true, force: true });
}

/** @param {number} pid */
function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
