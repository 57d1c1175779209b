import postgres, { type Sql } from 'postgres';
import { startHub, type HubProcess } from '../../src/hub/testing/hub-process';
import { createDatabase, startPostgres, type PostgresServer } from '../../src/hub/testing/postgres-server';
import { freePort } from '../../src/hub/testing/free-port';
import { itemKinds, type ItemKind } from '../../src/lib/protocol/hub/pull';

/**
 * What an operator runs: `npm start`'s own process, app and hub at one address, on a real PostgreSQL server. The process can be
 * killed and started again; the test can look into the database.
 */
export class Installation {
	#running: HubProcess | null;

	private constructor(
		private readonly server: PostgresServer,
		private readonly environment: Readonly<Record<string, string>>,
		private readonly port: number,
		running: HubProcess,
		/** The hub's database. */
		readonly sql: Sql
	) {
		this.#running = running;
	}

	/** @param settings more of the hub's variables */
	static async start(settings: Readonly<Record<string, string>> = {}): Promise<Installation> {
		const server = await startPostgres();
		const DATABASE_URL = await createDatabase(server.url);
		const environment = { DATABASE_URL, ...settings };
		const port = await freePort();
		const running = await startHub(environment, port, 'start');
		return new Installation(server, environment, port, running, postgres(DATABASE_URL, { max: 1 }));
	}

	/** The origin, without a slash at its end. */
	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Ends the process, by default as `kill -9` does: nothing is finished, and nobody answers. Does nothing if it is off. */
	async off(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
		await this.#running?.kill(signal);
		this.#running = null;
	}

	/** Starts it again, at the same address; does nothing if it runs. */
	async on(): Promise<void> {
		this.#running ??= await startHub(this.environment, this.port, 'start');
	}

	/** Stops the database, while the hub goes on. */
	async databaseOff(): Promise<void> {
		await this.server.stop();
	}

	/** Starts the database again. */
	async databaseOn(): Promise<void> {
		await this.server.start();
	}

	/** How many items of a kind are in the journal. */
	async items(kind: ItemKind): Promise<number> {
		const [row] = await this.sql`select count(*)::int as n from items where kind = ${itemKinds[kind]}`;
		return row!.n as number;
	}

	/** How many decisions there are, and for how many tickets. */
	async decisions(): Promise<{ all: number; tickets: number }> {
		const [row] = await this
			.sql`select count(*)::int as all, count(distinct ticket)::int as tickets from decisions`;
		return { all: row!.all as number, tickets: row!.tickets as number };
	}

	/** How many tickets a device has claimed. */
	async claimed(): Promise<number> {
		const [row] = await this.sql`select count(*)::int as n from tickets where device_hash is not null`;
		return row!.n as number;
	}

	/** Ends everything, with all that it holds. */
	async stop(): Promise<void> {
		await this.sql.end();
		await this.off();
		await this.server.remove();
	}
}
