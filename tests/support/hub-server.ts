import { ensureHubBuilt, hubModule } from '../../scripts/build.mjs';
import { serve } from '../../scripts/serve.mjs';
import type * as HubModule from '../../src/hub/main';
import { quickBuild } from './quick-build';
import { inMemory } from './in-memory';

/** The quick build and a real hub at one address, the hub's data in memory. It can really be switched off and on again. */
export class HubServer {
	#running: { stop: () => Promise<void> } | undefined;

	private constructor(
		readonly hub: HubModule.Hub,
		private readonly options: NonNullable<Parameters<typeof serve>[0]>,
		readonly port: number,
		running: { stop: () => Promise<void> }
	) {
		this.#running = running;
	}

	/**
	 * Builds the hub where that is to be done, and serves it beside the app.
	 * @param port any free one where none is given
	 * @param signUpToken what it wants to see before it takes a workspace
	 */
	static async start({
		port = 0,
		signUpToken = null
	}: { readonly port?: number; readonly signUpToken?: string | null } = {}): Promise<HubServer> {
		await ensureHubBuilt(() => undefined);
		const { isHubPath, openHub } = (await import(hubModule)) as typeof HubModule;
		const hub = await openHub({ database: await inMemory(), signUpToken });
		const options = { directory: quickBuild, hub: { isHubPath, listener: hub.listener } };
		const server = await serve({ ...options, port });
		return new HubServer(hub, options, server.port, server);
	}

	/** The origin, without a slash at its end. */
	get url(): string {
		return `http://localhost:${this.port}`;
	}

	/** Ends every connection and takes no more; does nothing if it is off already. */
	async off(): Promise<void> {
		await this.#running?.stop();
		this.#running = undefined;
	}

	/** Takes connections again, on the same port; does nothing if it is on. */
	async on(): Promise<void> {
		this.#running ??= await serve({ ...this.options, port: this.port });
	}

	/** Ends it, with all that it holds. */
	async stop(): Promise<void> {
		await this.off();
		await this.hub.close();
	}
}
