// Reading Stryker's report (mutation-testing-report-schema) of one file. Pure.

/**
 * A mutant of the report. Lines and columns count from 1; the end is the first column that is not replaced.
 * @typedef {object} Mutant
 * @property {string} mutatorName
 * @property {string} replacement
 * @property {'Killed' | 'Survived' | 'NoCoverage' | 'Timeout' | 'CompileError' | 'RuntimeError' | 'Ignored' | 'Pending'} status
 * @property {{ start: Position, end: Position }} location
 */

/** @typedef {{ line: number, column: number }} Position */

const killing = new Set(['Killed', 'Timeout']);
const living = new Set(['Survived', 'NoCoverage']);

/**
 * What came of the mutants of a file; those that could not be run count nowhere.
 * @param {{ source: string, mutants: readonly Mutant[] }} file
 * @returns {import('./verdict.mjs').Measured}
 */
export function measuredOf({ source, mutants }) {
	const lines = source.split('\n');
	const killed = mutants.filter(({ status }) => killing.has(status)).length;
	const survivors = mutants
		.filter(({ status }) => living.has(status))
		.map(({ mutatorName, replacement, location }) => ({
			line: location.start.line,
			mutator: mutatorName,
			source: markedLine(lines, location),
			replacement: onOneLine(replacement)
		}))
		.sort((a, b) => a.line - b.line);
	return { mutants: killed + survivors.length, killed, survivors };
}

/**
 * The places of the survivors of a file, as Stryker is told to mutate them alone: lines from 1, columns from 0.
 * @param {string} name of the file
 * @param {readonly Mutant[]} mutants
 * @returns {string[]}
 */
export function rangesOfSurvivors(name, mutants) {
	const ranges = mutants
		.filter(({ status }) => living.has(status))
		.map(
			({ location: { start, end } }) =>
				`${name}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`
		);
	return [...new Set(ranges)];
}

/**
 * The mutants of a first run, where those are killed that a second one has killed. The second one may lack some, and have others.
 * @param {readonly Mutant[]} first
 * @param {readonly Mutant[]} second
 * @returns {Mutant[]}
 */
export function withKilledOf(first, second) {
	/** @param {Mutant} mutant */
	const keyOf = ({ mutatorName, replacement, location }) =>
		JSON.stringify([mutatorName, replacement, location.start, location.end]);
	const statuses = new Map(second.map((mutant) => [keyOf(mutant), mutant.status]));
	return first.map((mutant) => {
		const status = statuses.get(keyOf(mutant));
		return status && killing.has(status) ? { ...mutant, status } : mutant;
	});
}

/**
 * The line or lines that a mutant is in, with what is replaced between « and », so that two on one line are told apart.
 * @param {readonly string[]} lines
 * @param {{ start: Position, end: Position }} location
 */
function markedLine(lines, { start, end }) {
	const touched = lines.slice(start.line - 1, end.line);
	const last = touched.length - 1;
	touched[last] = insert(touched[last] ?? '', end.column, '»');
	touched[0] = insert(touched[0] ?? '', start.column, '«');
	return onOneLine(touched.join(' '));
}

/**
 * @param {string} line
 * @param {number} column
 * @param {string} mark
 */
function insert(line, column, mark) {
	return line.slice(0, column - 1) + mark + line.slice(column - 1);
}

/** @param {string} text */
function onOneLine(text) {
	return text.replace(/\s+/g, ' ').trim();
}
