import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Commands that a document shows. */
export interface Block {
	/** `sh`, `sql`, … */
	readonly language: string;
	readonly text: string;
}

/**
 * The commands that stand under a heading of a document, in their order. Throws where there is no such heading, so that a test
 * of what is said there fails when it is said no more, or more than one: a link would lead to the first.
 * @param file its path in the project, such as `docs/hub.md`
 */
export function blocksUnder(file: string, heading: string): readonly Block[] {
	const text = readFileSync(fileURLToPath(new URL(`../../../${file}`, import.meta.url)), 'utf8');
	// A comment among commands looks like a heading; what stands between fences is at odd places.
	const parts = text
		.split(/^(?= *```)/m)
		.flatMap((part, i) => (i % 2 === 1 ? [part] : part.split(/^(?=#+ )/m)))
		.reduce<string[]>((sections, part) => {
			if (/^#+ /.test(part) || sections.length === 0) sections.push(part);
			else sections.push(sections.pop()! + part);
			return sections;
		}, []);
	const sections = parts.filter((part) => part.replace(/^#+ /, '').startsWith(`${heading}\n`));
	if (sections.length !== 1) throw new Error(`${file} has ${sections.length} sections "${heading}".`);
	const section = sections[0]!;
	return [...section.matchAll(/^( *)```(\w+)\n([^]*?)^ *```$/gm)].map(
		([, indent = '', language = '', lines = '']) => ({
			language,
			text: lines.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
		})
	);
}

/** The one of a section's blocks that has a text in it. */
export function blockWith(blocks: readonly Block[], text: string): string {
	const found = blocks.filter((block) => block.text.includes(text));
	if (found.length !== 1) throw new Error(`${found.length} blocks have "${text}".`);
	return found[0]!.text;
}

/** A text of a document with what is the reader's own put in its place; each part that is replaced has to be there. */
export function put(text: string, replace: Readonly<Record<string, string>>): string {
	return Object.entries(replace).reduce((done, [from, to]) => {
		if (!done.includes(from)) throw new Error(`There is no "${from}" in:\n${text}`);
		return done.replaceAll(from, to);
	}, text);
}
