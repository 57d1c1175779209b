import { readFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';

/**
 * Watches the memory of the browser's largest page process while something runs: what it has taken for itself,
 * in MB, its workers included; the browser's own program code, shared by all pages, is not.
 * @returns the peak, and what `run` answered; the peak is `undefined` on systems without /proc
 */
export async function peakMemory<T>(
	browser: Browser,
	run: () => Promise<T>
): Promise<{ peakMB?: number; answer: T }> {
	const session = await browser.newBrowserCDPSession();
	let peak = 0;
	let running = true;
	const watching = (async () => {
		while (running) {
			const { processInfo } = await session.send('SystemInfo.getProcessInfo');
			const pages = processInfo.filter(({ type }) => type === 'renderer');
			peak = Math.max(peak, ...pages.map(({ id }) => privateMB(id)));
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	})();
	try {
		const answer = await run();
		return { peakMB: peak === 0 ? undefined : Math.round(peak), answer };
	} finally {
		running = false;
		await watching;
		await session.detach();
	}
}

function privateMB(processId: number): number {
	try {
		const status = readFileSync(`/proc/${processId}/status`, 'utf8');
		return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
	} catch {
		// The process has ended, or this system has no /proc.
		return 0;
	}
}
