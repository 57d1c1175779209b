import type { DatabaseChoice } from '../database/database';
import { openHub, type Hub, type HubOptions } from '../hub';
import { createDatabase } from './postgres-server';
import { postgresUrl } from './postgres-url';
import { inMemory } from '../../../tests/support/in-memory';

/** The engines that every test of the hub runs on. */
export const engines = ['pglite', 'postgres'] as const;
export type Engine = (typeof engines)[number];

/** An empty database on an engine: in memory, or a new one on the run's PostgreSQL server. */
export async function newDatabase(engine: Engine): Promise<DatabaseChoice> {
	if (engine === 'pglite') return inMemory();
	return { kind: 'postgres', url: await createDatabase(postgresUrl()) };
}

/** A hub on an empty database. */
export async function newHub(engine: Engine, options: Omit<HubOptions, 'database'> = {}): Promise<Hub> {
	return openHub({ ...options, database: await newDatabase(engine) });
}
