import { cpus, totalmem } from 'node:os';
import { type Browser, type BrowserContextOptions, chromium, type Page } from '@playwright/test';
import { ensureBuilt } from '../../scripts/build.mjs';
import { type Chromium, launchOptions } from '../../scripts/chromium.mjs';
import { serve } from '../../scripts/serve.mjs';
import { buildPage } from './build-page';

/** The one Chromium of a benchmark, and what is shown in it. */
export class Lab {
	readonly #servers: { stop: () => Promise<void> }[] = [];

	private constructor(readonly browser: Browser) {}

	/** Starts the browser; close the lab when done. */
	static async open(found: Chromium): Promise<Lab> {
		const { args, ...options } = launchOptions(found);
		return new Lab(await chromium.launch({ ...options, args: [...args, '--js-flags=--expose-gc'] }));
	}

	/** Builds the app if need be, serves it, and answers its address, without a slash at the end. */
	async serveApp(): Promise<string> {
		await ensureBuilt(console.log);
		return this.#serve();
	}

	/** Builds a page around a module of the project, serves it, and answers its address. See `buildPage`. */
	async servePage(module: string): Promise<string> {
		return this.#serve(await buildPage(module));
	}

	/** Runs something on a page of a fresh, empty profile, which is thrown away afterwards. */
	async onFreshPage<T>(
		url: string,
		run: (page: Page) => Promise<T>,
		options?: BrowserContextOptions
	): Promise<T> {
		const context = await this.browser.newContext(options);
		try {
			const page = await context.newPage();
			await page.goto(url, { waitUntil: 'load' });
			return await run(page);
		} finally {
			await context.close();
		}
	}

	/** What the figures were measured on. */
	get machine(): Record<string, string | number> {
		const processors = cpus();
		return {
			processor: processors[0]?.model.trim() ?? 'unknown',
			cores: processors.length,
			memoryGB: Math.round(totalmem() / 1e9),
			system: `${process.platform} ${process.arch}`,
			node: process.version,
			chromium: this.browser.version()
		};
	}

	async close(): Promise<void> {
		await this.browser.close();
		for (const server of this.#servers) await server.stop();
	}

	async #serve(directory?: string): Promise<string> {
		const server = await serve({ directory });
		this.#servers.push(server);
		return server.url;
	}
}
