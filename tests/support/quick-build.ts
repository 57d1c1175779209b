import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDirectory } from '../../scripts/serve.mjs';
import { root } from '../../scripts/tools.mjs';

/**
 * The build, but that scrypt does next to nothing: the second of work that it makes of a passphrase is meant to be one, and
 * each workspace that is made or unlocked costs it. The journeys of the vault use the build as it is.
 */
export const quickBuild = join(root, '.cache', 'quick-build');

const asBuilt = 'scryptWorkFactor=18';
const quick = 'scryptWorkFactor=10';

/** Makes it, before all journeys. */
export default async function makeQuickBuild(): Promise<void> {
	await rm(quickBuild, { recursive: true, force: true });
	await cp(buildDirectory, quickBuild, { recursive: true });
	const workers = join(quickBuild, '_app', 'immutable', 'workers');
	const name = (await readdir(workers)).find((file) => /^age\.worker.*\.js$/.test(file));
	const script = name && join(workers, name);
	const source = script && (await readFile(script, 'utf8'));
	if (!source || source.split(asBuilt).length !== 2)
		throw new Error(`The build has no age worker with one ${asBuilt}: see ${import.meta.url}`);
	await writeFile(script, source.replace(asBuilt, quick));
	for (const compressed of ['.br', '.gz']) await rm(script + compressed);
}
