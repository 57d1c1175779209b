import process from 'node:process';
import { expect, it } from 'vitest';
import { loadConfigFromFile } from 'vite';
import { messagesForTests } from '../../scripts/messages.mjs';

/** What vite.config.ts says to whoever builds, and to Vitest. */
const settings = async (mode: string) => (await loadConfigFromFile({ command: 'build', mode }))?.config;

it('builds for a test what it builds for anybody, and not what tests load', async () => {
	// As the build has it that a test starts.
	expect(process.env.VITEST).toBe('true');
	const [built, tested] = await Promise.all([settings('production'), settings('test')]);
	expect(built?.plugins?.length).toBeGreaterThan(0);
	expect(built?.resolve).toBeUndefined();
	expect(tested?.resolve?.alias).toEqual({ '$lib/paraglide': messagesForTests.outdir });
});
