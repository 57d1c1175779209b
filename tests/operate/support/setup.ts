import { ensureBuilt, ensureHubBuilt } from '../../../scripts/build.mjs';
import { ensurePostgresTools, ensureProgram, programNames } from '../../../scripts/debian.mjs';
import { ensureNginx } from './nginx';

/** App and hub, built once before the files that need them start, and the programs, which two files at a time may not fetch. */
export default async function setup(): Promise<void> {
	await ensureBuilt(console.log);
	await ensureHubBuilt(console.log);
	const programs = programNames.map((name) => () => ensureProgram(name));
	for (const ensure of [...programs, ensureNginx, ensurePostgresTools])
		try {
			ensure();
		} catch {
			// The tests that need it fail by its name.
		}
}
