import { ensureBuilt, ensureHubBuilt } from '../../../scripts/build.mjs';

/** App and hub, built once before the files that need them start. */
export default async function setup(): Promise<void> {
	await ensureBuilt(console.log);
	await ensureHubBuilt(console.log);
}
