import { serve } from '../../scripts/serve.mjs';

/** The built app on a port of its own, which can really be switched off and on again. */
export class BuildServer {
	#running: { stop: () => Promise<void> } | undefined;

	private constructor(
		readonly directory: string,
		readonly port: number,
		running: { stop: () => Promise<void> }
	) {
		this.#running = running;
	}

	/** Serves a build on any free port. */
	static async start(directory: string): Promise<BuildServer> {
		const server = await serve({ directory });
		return new BuildServer(directory, server.port, server);
	}

	/** The origin, without a slash at its end. */
	get url(): string {
		return `http://localhost:${this.port}`;
	}

	/** Ends every connection and takes no more; does nothing if stopped already. */
	async stop(): Promise<void> {
		await this.#running?.stop();
		this.#running = undefined;
	}

	/** Takes connections again, on the same port; does nothing if running. */
	async restart(): Promise<void> {
		this.#running ??= await serve({ directory: this.directory, port: this.port });
	}
}
