/**
 * Which file of the built app a module goes into.
 *
 * A file costs a cold start about 3 ms on a tablet, however small it is: it passes through the service worker, the disk
 * and two processes. Left to itself the bundler makes a file for every set of pages that share something, and an admin's
 * page begins with a hundred. Here everything on the admin's side that is shared lies in a few files, while the first
 * page and the technician's load only what they use.
 */

/** @typedef {{ getModuleInfo: (id: string) => { importers: string[] } | null }} Graph */

/** A page, and what is part of every page. */
const route = /\/src\/routes(\/.*\+(?:page|layout|error)\.svelte)$/;
const runtime = /\/kit\/src\/runtime\/client\/entry\.js$|\/client-optimized\/app\.js$/;
const ofEveryPage = new Set(['/+layout.svelte', '/+error.svelte']);
const everyPage = 'every page';
/** Reached from everywhere by their index; only the bundler knows which page uses which. */
const message = /\/paraglide\/messages\//;

/**
 * Modules needed by the same of these share a file: every page; the first page; the technician's; all of the admin's;
 * several of the admin's. What one page alone needs stays with it.
 * @param {string} id
 * @param {Graph} graph
 * @returns {string | null}
 */
function chunkOf(id, graph) {
	if (message.test(id)) return null;
	const pages = pagesOf(id, graph);
	if (pages.has(everyPage)) return 'base';
	const isFirst = pages.has('/+page.svelte');
	const isDevice = pages.has('/device/+page.svelte');
	const isAdmin = pages.has('/(admin)/+layout.svelte');
	if (!isAdmin && pages.size < 2) return null;
	return [isAdmin ? 'admin' : 'pages', isFirst && 'first', isDevice && 'device'].filter(Boolean).join('-');
}

/** @type {Map<string, Set<string>>} */
const known = new Map();

/**
 * The pages that load a module when they start.
 * @param {string} id
 * @param {Graph} graph
 */
function pagesOf(id, graph) {
	let pages = known.get(id);
	if (!pages) {
		known.set(id, (pages = new Set()));
		const reached = new Set([id]);
		for (const module of reached) {
			const path = route.exec(module)?.[1];
			if (path) pages.add(ofEveryPage.has(path) ? everyPage : path);
			if (runtime.test(module)) pages.add(everyPage);
			for (const importer of graph.getModuleInfo(module)?.importers ?? []) reached.add(importer);
		}
	}
	return pages;
}

/** For `rolldownOptions` of the client's build. */
export const chunks = {
	preserveEntrySignatures: /** @type {const} */ ('allow-extension'),
	output: {
		codeSplitting: {
			includeDependenciesRecursively: false,
			groups: [
				{ name: chunkOf },
				{ name: 'messages', test: message, entriesAware: true, entriesAwareMergeThreshold: 20_000 }
			]
		}
	}
};
