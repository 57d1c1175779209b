import type { BrowserContext } from '@playwright/test';

/** Gathers what the pages of a context complain about, so that a test can fail on what nobody expected. */
export class ConsoleErrors {
	readonly #seen: string[] = [];
	readonly #expected: RegExp[] = [];

	/** Listens to every page of the context, also those opened later. */
	watch(context: BrowserContext): void {
		context.on('console', (message) => {
			if (message.type() === 'error') this.#seen.push(`${message.text()} (${message.location().url})`);
		});
		context.on('weberror', (webError) => this.#seen.push(String(webError.error().stack ?? webError.error())));
	}

	/** Says that messages like this belong to the test, such as the browser's own line on a server that is down. */
	expect(pattern: RegExp): void {
		this.#expected.push(pattern);
	}

	/** The messages nobody expected. */
	get unexpected(): string[] {
		return this.#seen.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
	}
}
