// Measuring which changes of the rules no test notices.
import { basename } from 'node:path';
import { generate } from '../checks.mjs';
import { chosenOf } from './chosen.mjs';
import { allSources, hashOfSource, readEntries, roomOf, rooms, writeEntries } from './sources.mjs';
import { runStryker } from './stryker.mjs';
import { bound, hasFewEquivalents, judge, mostEquivalents, totalOf } from './verdict.mjs';

/** @typedef {import('./verdict.mjs').Verdict} Verdict */
/** @typedef {import('./verdict.mjs').Counts} Counts */
/** @typedef {import('../report.mjs').Tally} Tally */

/**
 * Measures files and prints what came of them. A file passes that reaches its bound.
 * @param {readonly string[]} [args] files or folders, `all`, or none for what has changed since it was measured; `--accept` keeps
 * what has passed in tests/mutation.json
 * @returns {Promise<Tally>}
 */
export async function runMutation(args = []) {
	const sources = allSources();
	const entries = readEntries();
	const chosen = chosenOf(args, { sources, entries, hashOf: hashOfSource });
	for (const name of chosen.unknown) console.log(`✗ ${name}: no file of ${rooms.join(', ')}`);
	const unmeasured = sources.filter((name) => !entries.has(name) && !chosen.files.includes(name));
	if (unmeasured.length > 0)
		console.log(`not measured yet: ${unmeasured.length} files (npm run test:mutation -- PATH… --accept)`);
	for (const name of entries.keys()) if (!sources.includes(name)) entries.delete(name);

	const verdicts = await measure(chosen.files, entries);
	for (const [name, { mutants, killed, equivalents, passes }] of verdicts) {
		if (passes) entries.set(name, { hash: hashOfSource(name), mutants, killed, equivalents });
	}
	/** @type {Map<string, Counts>} */
	const judged = new Map(entries);
	for (const [name, verdict] of verdicts) judged.set(name, verdict);
	for (const room of rooms) printRoom(room, sources, judged);

	const all = [...judged.values()];
	const { mutants, equivalents } = totalOf(all);
	const few = hasFewEquivalents(all);
	if (!few)
		console.log(
			`✗ ${equivalents.length} of ${mutants} mutants judged equivalent: more than ${percent(mostEquivalents)}`
		);
	if (chosen.accept && few) await writeEntries(entries);
	if (chosen.files.length === 0 && chosen.unknown.length === 0) {
		console.log('Nothing has changed since it was measured.');
		return few ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
	}
	const passed = [...verdicts.values()].filter(({ passes }) => passes).length;
	return { passed, failed: verdicts.size - passed + chosen.unknown.length + (few ? 0 : 1) };
}

/**
 * @param {readonly string[]} files
 * @param {ReadonlyMap<string, import('./verdict.mjs').Entry>} entries
 * @returns {Promise<Map<string, Verdict>>}
 */
async function measure(files, entries) {
	/** @type {Map<string, Verdict>} */
	const verdicts = new Map();
	if (files.length === 0) return verdicts;
	const generated = await generate({ built: true });
	if (!generated.ok) throw new Error(generated.output);
	for (const room of rooms) {
		const inRoom = files.filter((name) => roomOf(name) === room);
		if (inRoom.length === 0) continue;
		console.log(`\n${room}: ${inRoom.length} files to measure …`);
		for (const [name, measured] of await runStryker(room, inRoom)) {
			const verdict = judge(measured, entries.get(name)?.equivalents ?? []);
			verdicts.set(name, verdict);
			printFile(name, verdict);
		}
	}
	return verdicts;
}

/**
 * @param {string} name
 * @param {Verdict} verdict
 */
function printFile(name, { mutants, killed, equivalents, survivors, stale, score, passes }) {
	const judgedEquivalent = equivalents.length > 0 ? `, ${equivalents.length} equivalent` : '';
	console.log(
		`${passes ? '✓' : '✗'} ${name}: ${killed} of ${mutants} killed, ${survivors.length} survived${judgedEquivalent}, ${percent(score)}`
	);
	for (const { line, mutator, source, replacement } of survivors)
		console.log(`    ${basename(name)}:${line} ${mutator}\n        ${source}\n      → ${replacement}`);
	for (const { mutator, source, replacement } of stale)
		console.log(
			`    listed as equivalent, but does not survive or has no reason: ${mutator} ${source} → ${replacement}`
		);
}

/**
 * @param {string} room
 * @param {readonly string[]} sources
 * @param {ReadonlyMap<string, Counts>} judged
 */
function printRoom(room, sources, judged) {
	const inRoom = sources.filter((name) => roomOf(name) === room);
	const measured = inRoom.flatMap((name) => judged.get(name) ?? []);
	if (measured.length === 0) return;
	const { mutants, score } = totalOf(measured);
	const reach = score >= bound ? 'reaches' : 'does not reach';
	console.log(
		`${room}: ${percent(score)} of ${mutants} mutants in ${measured.length} of ${inRoom.length} files; ${reach} ${percent(bound)}`
	);
}

/** @param {number} share */
function percent(share) {
	// Rounded down: 89.96 % is not 90 %.
	return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
