import type { TestProject } from 'vitest/node';
import { ensureHubBuilt } from '../../../scripts/build.mjs';
import { startPostgres, type PostgresServer } from './postgres-server';

declare module 'vitest' {
	interface ProvidedContext {
		/** The address of a real PostgreSQL server, without a database; or why there is none. */
		postgresServer: { readonly url: string } | { readonly failure: string };
	}
}

/**
 * One server for all tests of a run, and the hub built once, before processes that start together would each do it. Where there is
 * no server, the tests that need it fail, and the others run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	await ensureHubBuilt(() => undefined);
	let server: PostgresServer | undefined;
	try {
		server = await startPostgres();
		project.provide('postgresServer', { url: server.url });
	} catch (error) {
		project.provide('postgresServer', { failure: error instanceof Error ? error.message : String(error) });
	}
	return async () => server?.remove();
}
