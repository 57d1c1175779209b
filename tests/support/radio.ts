import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, BrowserContextOptions } from '@playwright/test';

/**
 * The network of one tablet or phone, which can go and come back while others keep theirs: an HTTP proxy of its own. Playwright's
 * `setOffline` alone leaves open what is open, such as a hub's event stream.
 */
export class Radio {
	#context: BrowserContext | undefined;
	#isOn = true;

	private constructor(
		private readonly server: Server,
		private readonly port: number
	) {}

	static async start(): Promise<Radio> {
		const server = createServer(forward);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return new Radio(server, (server.address() as AddressInfo).port);
	}

	/** For the context whose network this is. */
	get options(): BrowserContextOptions {
		return { proxy: { server: `http://127.0.0.1:${this.port}`, bypass: '<-loopback>' } };
	}

	/** Tells the context's pages, as a browser does, and ends when the context is closed. */
	belongsTo(context: BrowserContext): void {
		this.#context = context;
		context.once('close', () => {
			this.#context = undefined;
			void this.off();
		});
	}

	/** Cuts what is open, and lets nothing through; does nothing if it is off. */
	async off(): Promise<void> {
		if (!this.#isOn) return;
		this.#isOn = false;
		const closed = new Promise((resolve) => this.server.close(resolve));
		this.server.closeAllConnections();
		await closed;
		await this.#context?.setOffline(true);
	}

	/** Lets everything through again; does nothing if it is on. */
	async on(): Promise<void> {
		if (this.#isOn) return;
		this.#isOn = true;
		await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
		await this.#context?.setOffline(false);
	}
}

function forward(asked: IncomingMessage, answer: ServerResponse): void {
	const { method, headers, url } = asked;
	const passed = request(url!, { method, headers }, (answered) => {
		answer.writeHead(answered.statusCode!, answered.rawHeaders);
		answered.pipe(answer);
		// Half an answer is none.
		answered.on('error', () => answer.destroy());
	});
	passed.on('error', () => answer.destroy());
	answer.on('close', () => passed.destroy());
	asked.pipe(passed);
}
