import { describe, expect, it } from 'vitest';
import { chosenOf } from '../../scripts/mutation/chosen.mjs';
import {
	measuredOf,
	rangesOfSurvivors,
	withKilledOf,
	type Mutant
} from '../../scripts/mutation/measured.mjs';
import { allSources, rooms } from '../../scripts/mutation/sources.mjs';
import { hasFewEquivalents, hashOf, judge, scoreOf, totalOf } from '../../scripts/mutation/verdict.mjs';

const survivor = (source: string, line = 1) => ({
	line,
	mutator: 'EqualityOperator',
	source,
	replacement: 'a <= b'
});
const equivalent = (source: string, reason = 'Both are never equal.') => {
	const { mutator, replacement } = survivor(source);
	return { mutator, source, replacement, reason };
};

describe('hash', () => {
	const files = [
		{ name: 'a.ts', text: 'one\ntwo' },
		{ name: 'a.test.ts', text: 'test' }
	];

	it('is the same in any order and with the line ends of any system', () => {
		const onWindows = files.map(({ name, text }) => ({ name, text: text.replaceAll('\n', '\r\n') }));
		expect(hashOf(files.toReversed())).toBe(hashOf(files));
		expect(hashOf(onWindows)).toBe(hashOf(files));
	});

	it.each([
		['a source', [{ name: 'a.ts', text: 'one\ntwo ' }, files[1]!]],
		['a test', [files[0]!, { name: 'a.test.ts', text: 'tests' }]],
		['a name', [{ name: 'b.ts', text: 'one\ntwo' }, files[1]!]],
		['which text belongs to which name', [{ name: 'a.tson', text: 'e\ntwo' }, files[1]!]],
		['that there is a test', [files[0]!]]
	])('changes with %s', (_, changed) => {
		expect(hashOf(changed)).not.toBe(hashOf(files));
	});
});

describe('score', () => {
	it('is the share killed of what can be', () => {
		expect(scoreOf({ mutants: 10, killed: 9 })).toBe(0.9);
		expect(scoreOf({ mutants: 10, killed: 8, equivalents: [equivalent('x'), equivalent('y')] })).toBe(1);
	});

	it('is whole where nothing can be killed', () => {
		expect(scoreOf({ mutants: 0, killed: 0 })).toBe(1);
		expect(scoreOf({ mutants: 1, killed: 0, equivalents: [equivalent('x')] })).toBe(1);
	});

	it('of several files is that of their mutants, not of their scores', () => {
		const total = totalOf([
			{ mutants: 98, killed: 98, equivalents: [] },
			{ mutants: 2, killed: 0, equivalents: [equivalent('x')] }
		]);
		expect(total).toMatchObject({ mutants: 100, killed: 98, equivalents: [equivalent('x')] });
		expect(total.score).toBe(98 / 99);
	});
});

describe('judging', () => {
	it.each([
		[90, true],
		[89, false]
	])('%i of 100 passes: %s', (killed, passes) => {
		const survivors = Array.from({ length: 100 - killed }, (_, i) => survivor(`line ${i}`));
		expect(judge({ mutants: 100, killed, survivors }, []).passes).toBe(passes);
	});

	it('counts a survivor that is not listed', () => {
		const measured = { mutants: 5, killed: 4, survivors: [survivor('«a < b»')] };
		expect(judge(measured, [equivalent('«a < b»')])).toMatchObject({ score: 1, passes: true, survivors: [] });
		expect(judge(measured, [])).toMatchObject({
			score: 0.8,
			passes: false,
			survivors: [survivor('«a < b»')]
		});
	});

	it('lets an equivalent excuse one survivor, wherever it has moved to', () => {
		const survivors = [survivor('«a < b»', 4), survivor('«a < b»', 9)];
		const verdict = judge({ mutants: 20, killed: 18, survivors }, [equivalent('«a < b»')]);
		expect(verdict.equivalents).toEqual([equivalent('«a < b»')]);
		expect(verdict.survivors).toEqual([survivor('«a < b»', 9)]);
	});

	it.each([
		['whose mutant is killed', equivalent('«c < d»')],
		['for another replacement', { ...equivalent('«a < b»'), replacement: 'true' }],
		['of another kind', { ...equivalent('«a < b»'), mutator: 'ConditionalExpression' }],
		['without a reason', equivalent('«a < b»', ' ')]
	])('fails by an equivalent %s', (_, listed) => {
		const measured = { mutants: 100, killed: 99, survivors: [survivor('«a < b»')] };
		expect(judge(measured, [listed])).toMatchObject({ passes: false, stale: [listed], equivalents: [] });
	});

	it('allows three equivalents in a hundred', () => {
		const three = [equivalent('x'), equivalent('y'), equivalent('z')];
		expect(
			hasFewEquivalents([
				{ mutants: 60, killed: 60 },
				{ mutants: 40, killed: 37, equivalents: three }
			])
		).toBe(true);
		expect(hasFewEquivalents([{ mutants: 99, killed: 96, equivalents: three }])).toBe(false);
	});
});

describe('a report', () => {
	const source = 'if (a < b) {\n\treturn a;\n}\n';
	const mutant = (
		status: Mutant['status'],
		[startLine, startColumn, endLine, endColumn]: [number, number, number, number] = [1, 5, 1, 10]
	): Mutant => ({
		mutatorName: 'EqualityOperator',
		replacement: 'a <= b',
		status,
		location: { start: { line: startLine, column: startColumn }, end: { line: endLine, column: endColumn } }
	});

	it('counts as killed what fails a test or has no end, as alive what no test meets, and nothing that does not run', () => {
		const mutants = (
			['Killed', 'Timeout', 'Survived', 'NoCoverage', 'CompileError', 'RuntimeError', 'Ignored'] as const
		).map((status) => mutant(status));
		const measured = measuredOf({ source, mutants });
		expect(measured).toMatchObject({ mutants: 4, killed: 2 });
		expect(measured.survivors).toHaveLength(2);
	});

	it('marks what a survivor replaces, over several lines, too', () => {
		const mutants = [mutant('Survived', [1, 12, 3, 2]), mutant('Survived'), mutant('Survived', [1, 5, 1, 6])];
		expect(measuredOf({ source, mutants }).survivors.map((each) => each.source)).toEqual([
			'if (a < b) «{ return a; }»',
			'if («a < b») {',
			'if («a» < b) {'
		]);
	});
});

describe('what a run measures', () => {
	const sources = ['src/a/one.ts', 'src/a/one-more.ts', 'src/a/in/two.ts', 'src/b/three.ts'];
	const known = {
		sources,
		entries: new Map([
			['src/a/one.ts', { hash: 'old' }],
			['src/b/three.ts', { hash: 'new' }]
		]),
		hashOf: () => 'new'
	};

	it.each<[string[], string[]]>([
		[[], ['src/a/one.ts']],
		[['all'], sources],
		[['src/a'], ['src/a/one.ts', 'src/a/one-more.ts', 'src/a/in/two.ts']],
		[
			['./src/a/in/', 'src/b/three.ts'],
			['src/a/in/two.ts', 'src/b/three.ts']
		],
		[['src\\a\\one.ts'], ['src/a/one.ts']]
	])('%j is %j', (args, files) => {
		expect(chosenOf(args, known)).toEqual({ accept: false, files, unknown: [] });
		expect(chosenOf([...args, '--accept'], known)).toEqual({ accept: true, files, unknown: [] });
	});

	it('names what there is not', () => {
		expect(chosenOf(['src/a/on', 'src/b'], known)).toEqual({
			accept: false,
			files: ['src/b/three.ts'],
			unknown: ['src/a/on']
		});
	});

	it('is rules, not what tests are made with', () => {
		const all = allSources();
		for (const room of rooms) expect(all.some((name) => name.startsWith(`${room}/`))).toBe(true);
		expect(all).toContain('src/lib/domain/csv/guard.ts');
		expect(all.filter((name) => /test|arbitraries|fake|\/password\.ts/.test(name))).toEqual([]);
	});
});

describe('the second look at survivors', () => {
	const mutant = (status: Mutant['status'], column: number, replacement = 'true'): Mutant => ({
		mutatorName: 'ConditionalExpression',
		replacement,
		status,
		location: { start: { line: 3, column }, end: { line: 4, column: 9 } }
	});

	it('is at the places of what lived, each once, with columns from 0', () => {
		const mutants = [
			mutant('Killed', 1),
			mutant('Survived', 5),
			mutant('Survived', 5, 'false'),
			mutant('NoCoverage', 7),
			mutant('Timeout', 8),
			mutant('CompileError', 8)
		];
		expect(rangesOfSurvivors('a.ts', mutants)).toEqual(['a.ts:3:4-4:8', 'a.ts:3:6-4:8']);
	});

	it('kills what it kills, and leaves the rest as it was', () => {
		const first = [
			mutant('Survived', 1),
			mutant('Survived', 1, 'false'),
			mutant('Survived', 2),
			mutant('Killed', 3)
		];
		const second = [
			mutant('Killed', 1),
			mutant('Survived', 1, 'false'),
			mutant('Timeout', 2),
			mutant('Survived', 3)
		];
		expect(withKilledOf(first, second).map(({ status }) => status)).toEqual([
			'Killed',
			'Survived',
			'Timeout',
			'Killed'
		]);
		expect(withKilledOf(first, [])).toEqual(first);
	});
});
