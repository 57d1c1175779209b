import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import {
	type Browser,
	type BrowserContext,
	type BrowserContextOptions,
	chromium,
	type Page
} from '@playwright/test';
import { ensureBuilt } from '../../scripts/build.mjs';
import { type Chromium, launchOptions } from '../../scripts/chromium.mjs';
import { serve } from '../../scripts/serve.mjs';
import { buildPage } from './build-page';

/** The one Chromium of a benchmark, and what is shown in it. */
export class Lab {
	readonly #servers: { stop: () => Promise<void> }[] = [];

	private constructor(
		readonly browser: Browser,
		private readonly found: Chromium
	) {}

	/** Starts the browser; close the lab when done. */
	static async open(found: Chromium): Promise<Lab> {
		return new Lab(await chromium.launch(optionsFor(found)), found);
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

	/**
	 * Runs something in a browser whose profile is on disk, as a person's is: unlike a fresh context it keeps compiled
	 * scripts from one page to the next. The profile is thrown away afterwards.
	 */
	async onKeptProfile<T>(run: (context: BrowserContext) => Promise<T>): Promise<T> {
		const profile = await mkdtemp(join(tmpdir(), 'roompass-bench-'));
		const context = await chromium.launchPersistentContext(profile, {
			...optionsFor(this.found),
			viewport: { width: 1180, height: 820 }
		});
		try {
			return await run(context);
		} finally {
			await context.close();
			await rm(profile, { recursive: true, force: true });
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

function optionsFor(found: Chromium) {
	const { args, ...options } = launchOptions(found);
	return { ...options, args: [...args, '--js-flags=--expose-gc'] };
}
