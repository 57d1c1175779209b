import { defineConfig } from '@playwright/test';
import { ensureChromium, launchOptions } from './scripts/chromium.mjs';

const chromium = await ensureChromium(console.warn);

export default defineConfig({
	testDir: 'tests/journeys',
	outputDir: 'test-results',
	fullyParallel: true,
	workers: 2,
	retries: 0,
	forbidOnly: !!process.env.CI,
	timeout: 60_000,
	expect: { timeout: 10_000 },
	use: {
		browserName: 'chromium',
		launchOptions: launchOptions(chromium),
		actionTimeout: 30_000,
		locale: 'en-GB',
		timezoneId: 'Europe/Berlin',
		trace: 'retain-on-failure'
	}
});
