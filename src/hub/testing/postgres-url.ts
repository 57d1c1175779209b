import { inject } from 'vitest';

/** The address of the run's PostgreSQL server, without a database. Throws where there is none, with the reason. */
export function postgresUrl(): string {
	const server = inject('postgresServer');
	if ('failure' in server) throw new Error(server.failure);
	return server.url;
}
