// Running StrykerJS on some files of one room.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { root, runTool } from '../tools.mjs';
import { measuredOf, rangesOfSurvivors, withKilledOf } from './measured.mjs';

/** Folders of runs, each named by its process. Relative, as Stryker wants them. */
const runsFolder = '.cache/mutation';

/**
 * @typedef {object} Run
 * @property {string} folder of this run, relative
 * @property {string} room
 * @property {readonly string[]} mutate files, or ranges of them
 * @property {boolean} isCareful whether every test is run to its end
 */

/** @param {Run} run */
const settings = ({ folder, room, mutate, isCareful }) => ({
	mutate,
	testRunner: 'vitest',
	plugins: ['@stryker-mutator/vitest-runner'],
	// Vitest's own search for related tests does not follow `$lib`.
	vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false, dir: room },
	coverageAnalysis: 'perTest',
	disableBail: isCareful,
	concurrency: 2,
	// A loop that has no end is noticed by its rounds; this is for what waits for ever.
	timeoutMS: 120_000,
	dryRunTimeoutMinutes: 60,
	// Only what the tests of the rooms read is copied.
	ignorePatterns: [
		...['/*', '!/src', '/src/routes', '/src/lib/paraglide', '!/scripts'],
		...['!/tests', '/tests/*', '!/tests/fixtures', '!/tests/support'],
		...['!/docs', '/docs/*', '!/docs/backup.md'],
		...['!/.svelte-kit', '/.svelte-kit/*', '!/.svelte-kit/tsconfig.json'],
		...['!/package.json', '!/tsconfig.json', '!/svelte.config.js']
	],
	disableTypeChecks: false,
	tempDirName: `${folder}/sandbox`,
	cleanTempDir: 'always',
	reporters: ['json', 'progress-append-only'],
	allowConsoleColors: false,
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
		const reports = await reportsOf({ folder, room, mutate: files, isCareful: false });
		// Where Vitest stops at the first failure it loses that failure at times, about once in thirty: then a mutant that was killed
		// seems to survive. So the survivors are run once more, without stopping, which would be far too slow for all.
		const mutate = Object.entries(reports).flatMap(([name, { mutants }]) => rangesOfSurvivors(name, mutants));
		if (mutate.length > 0) {
			const again = await reportsOf({ folder, room, mutate, isCareful: true });
			for (const [name, report] of Object.entries(reports))
				report.mutants = withKilledOf(report.mutants, again[name]?.mutants ?? []);
		}
		return new Map(files.map((name) => [name, measuredOf(reports[name] ?? { source: '', mutants: [] })]));
	} finally {
		rmSync(root + folder, { recursive: true, force: true });
		if (readdirSync(root + runsFolder).length === 0) rmSync(root + runsFolder, { recursive: true });
	}
}

/**
 * @param {Run} run
 * @returns {Promise<Record<string, { source: string, mutants: import('./measured.mjs').Mutant[] }>>} by file
 */
async function reportsOf(run) {
	const config = `${run.folder}/stryker.json`;
	const report = `${root}${run.folder}/report.json`;
	writeFileSync(root + config, JSON.stringify(settings(run)));
	rmSync(report, { force: true });
	const { ok } = await runTool('@stryker-mutator/core/stryker', ['run', config], {
		show: true,
		env: {
			NODE_ENV: undefined,
			MUTATION_ROOM: run.room,
			MUTATION_FILES: run.mutate.join(),
			// Still a hundred times what anything takes; the tests pass with it before anything is changed.
			PATIENCE: '10000'
		}
	});
	if (!ok || !existsSync(report)) throw new Error(`The mutants of ${run.room} could not be run.`);
	return JSON.parse(readFileSync(report, 'utf8')).files;
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
