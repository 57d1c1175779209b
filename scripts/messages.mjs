import { fileURLToPath } from 'node:url';

/**
 * How the texts in messages/ are compiled, whichever tool asks: with other options they would undo each other's work. A module
 * for each text, so that a page loads those it shows. Without declarations for TypeScript, which take ten times as long to make
 * as all the rest; it reads the types from the comments.
 * @satisfies {import('@inlang/paraglide-js').CompilerOptions}
 */
export const messages = {
	project: fileURLToPath(new URL('../project.inlang', import.meta.url)),
	outdir: fileURLToPath(new URL('../src/lib/paraglide', import.meta.url)),
	strategy: ['baseLocale'],
	outputStructure: 'message-modules'
};

/** For tests, each file of which loads them anew: one module with all of them, in a place of its own. */
export const messagesForTests =
	/** @type {const} @satisfies {import('@inlang/paraglide-js').CompilerOptions} */ ({
		...messages,
		outdir: fileURLToPath(new URL('../.cache/messages', import.meta.url)),
		outputStructure: 'locale-modules'
	});
