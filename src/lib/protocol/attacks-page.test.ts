import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const page = readFileSync('docs/attacks.md', 'utf8');
const named = [...page.matchAll(/`(src\/[^`]+\.test\.ts)`: ((?:“[^”]+”(?:, )?)+)/g)].flatMap(
	([, file, titles]) =>
		[...titles!.matchAll(/“([^”]+)”/g)].map(([, title]): [string, string] => [file!, title!])
);

it('docs/attacks.md names a test in every row', () => {
	const rows = page.split('\n').filter((line) => /^\| (?!-|tries|when|who |what happens)/.test(line));
	expect(rows.length).toBeGreaterThan(25);
	for (const row of rows) expect(row).toMatch(/`src\/[^`]+\.test\.ts`: “/);
});

it.each(named)('docs/attacks.md: %s has “%s”', (file, title) => {
	expect(existsSync(file)).toBe(true);
	// A title that is filled in from a table has to say something of its own, too.
	expect(title.replace(/%[a-z]/g, '').trim()).toMatch(/\w+ \w+/);
	expect(readFileSync(file, 'utf8')).toContain(title);
});

it.each(['SECURITY.md', 'docs/attacks.md'])('%s names files that there are', (document) => {
	const files = [...readFileSync(document, 'utf8').matchAll(/`((?:src|tests)\/[\w./-]+)`/g)].map(
		([, file]) => file!
	);
	expect(files.length).toBeGreaterThan(10);
	expect(files.filter((file) => !existsSync(file))).toEqual([]);
});
