// Which files a run measures. Pure.

/**
 * @typedef {object} Known
 * @property {readonly string[]} sources all files that can be measured
 * @property {ReadonlyMap<string, { hash: string }>} entries what is kept of those that were
 * @property {(name: string) => string} hashOf
 */

/**
 * The files that a command line asks for: named files and folders, `all`, or without any the measured ones that have changed.
 * @param {readonly string[]} args
 * @param {Known} known
 * @returns {{ accept: boolean, files: string[], unknown: string[] }} `unknown`: names that no file has
 */
export function chosenOf(args, { sources, entries, hashOf }) {
	const accept = args.includes('--accept');
	const paths = args.filter((arg) => arg !== '--accept').map(plain);
	if (paths.length === 0) {
		const files = sources.filter((name) => entries.has(name) && entries.get(name)?.hash !== hashOf(name));
		return { accept, files, unknown: [] };
	}
	/** @param {string} path */
	const isAsked = (path) => (/** @type {string} */ name) =>
		path === 'all' || name === path || name.startsWith(`${path}/`);
	return {
		accept,
		files: sources.filter((name) => paths.some((path) => isAsked(path)(name))),
		unknown: paths.filter((path) => !sources.some(isAsked(path)))
	};
}

/** @param {string} path as a shell completes it */
function plain(path) {
	return path.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '');
}
