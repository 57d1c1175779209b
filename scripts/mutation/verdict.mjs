// What a run of mutants says of a file, and what is kept of it in tests/mutation.json. Pure.
import { createHash } from 'node:crypto';

/** The share of mutants that tests must kill, in each file and in each room. */
export const bound = 0.9;

/** The most of all mutants that may be judged equivalent. */
export const mostEquivalents = 0.03;

/**
 * A mutant that no test can kill, as it does the same. It is known by its text, as lines move.
 * @typedef {object} Equivalent
 * @property {string} mutator Stryker's name of the change
 * @property {string} source the line it is in, with what is replaced between « and »
 * @property {string} replacement
 * @property {string} reason why it does the same
 */

/**
 * What is kept of a measured file.
 * @typedef {{ hash: string, mutants: number, killed: number, equivalents?: Equivalent[] }} Entry
 */

/** @typedef {{ line: number, mutator: string, source: string, replacement: string }} Survivor */

/** @typedef {{ mutants: number, killed: number, survivors: Survivor[] }} Measured */

/** @typedef {{ mutants: number, killed: number, equivalents?: readonly unknown[] }} Counts */

/**
 * A measured file, judged: which of its survivors are equivalent, which count, and what is listed as equivalent in vain.
 * @typedef {object} Verdict
 * @property {number} mutants
 * @property {number} killed
 * @property {Equivalent[]} equivalents
 * @property {Survivor[]} survivors
 * @property {Equivalent[]} stale
 * @property {number} score
 * @property {boolean} passes
 */

/**
 * The hash by which a change of a source or its tests is noticed.
 * @param {readonly { name: string, text: string }[]} files relative names, in any order
 */
export function hashOf(files) {
	const hash = createHash('sha256');
	for (const { name, text } of [...files].sort((a, b) => (a.name < b.name ? -1 : 1)))
		hash.update(JSON.stringify([name, text.replaceAll('\r\n', '\n')]));
	return hash.digest('hex').slice(0, 16);
}

/**
 * The share of mutants killed, of those that can be. Where there are none, all are.
 * @param {Counts} counts
 */
export function scoreOf({ mutants, killed, equivalents = [] }) {
	const killable = mutants - equivalents.length;
	return killable === 0 ? 1 : killed / killable;
}

/**
 * Judges a file. A listed equivalent excuses one survivor; those that excuse none are stale and fail the file, as their reasons are
 * no longer true.
 * @param {Measured} measured
 * @param {readonly Equivalent[]} listed
 * @returns {Verdict}
 */
export function judge({ mutants, killed, survivors }, listed) {
	const left = [...survivors];
	/** @type {Equivalent[]} */
	const equivalents = [];
	/** @type {Equivalent[]} */
	const stale = [];
	for (const equivalent of listed) {
		const at = left.findIndex((survivor) => keyOf(survivor) === keyOf(equivalent));
		const isJudged = at !== -1 && equivalent.reason.trim() !== '';
		if (isJudged) left.splice(at, 1);
		(isJudged ? equivalents : stale).push(equivalent);
	}
	const score = scoreOf({ mutants, killed, equivalents });
	const passes = score >= bound && stale.length === 0;
	return { mutants, killed, equivalents, survivors: left, stale, score, passes };
}

/**
 * Sums of several files.
 * @param {readonly Counts[]} files
 */
export function totalOf(files) {
	const mutants = files.reduce((sum, file) => sum + file.mutants, 0);
	const killed = files.reduce((sum, file) => sum + file.killed, 0);
	const equivalents = files.flatMap((file) => file.equivalents ?? []);
	return { mutants, killed, equivalents, score: scoreOf({ mutants, killed, equivalents }) };
}

/**
 * Whether few enough of all measured mutants are judged equivalent.
 * @param {readonly Counts[]} files
 */
export function hasFewEquivalents(files) {
	const { mutants, equivalents } = totalOf(files);
	return equivalents.length <= mostEquivalents * mutants;
}

/** @param {{ mutator: string, source: string, replacement: string }} mutant */
function keyOf({ mutator, source, replacement }) {
	return JSON.stringify([mutator, source, replacement]);
}
