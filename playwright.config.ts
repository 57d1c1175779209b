import process from 'node:process';
import { defineConfig } from '@playwright/test';
import { ensureChromium, launchOptions } from './scripts/chromium.mjs';

/** Where there is none, each journey says so by itself (tests/support/test.ts). */
const chromium = await ensureChromium(console.warn).catch((error: Error) => {
	process.env.NO_CHROMIUM = error.message;
	return undefined;
});

/**
 * Chromium heeds one list of features alone, so Playwright's own (that of 1.65) is repeated. What follows are the pages behind
 * the address bar: every window starts a process for them, which takes two thirds of what a window costs. Not for benchmarks,
 * which measure the browser that people have.
 */
const withoutFeatures = [
	'AvoidUnnecessaryBeforeUnloadCheckSync',
	'DestroyProfileOnBrowserClose',
	'HttpsUpgrades',
	'HttpsFirstBalancedModeAutoEnable',
	'LensOverlay',
	'MediaRouter',
	'PaintHolding',
	'ThirdPartyStoragePartitioning',
	'AvoidCorsURLLoaderRestartOnRedirect',
	'OptimizationHints',
	'NetworkTimeServiceQuerying',
	'AimEnabled',
	'PreconnectToSearch',
	'WebUIOmniboxPopup',
	'WebUIOmniboxAimPopup',
	'WebUIOmniboxFullPopup'
];

const launch = chromium ? launchOptions(chromium) : { args: [] };

export default defineConfig({
	testDir: 'tests/journeys',
	globalSetup: './tests/support/quick-build.ts',
	outputDir: 'test-results',
	fullyParallel: true,
	workers: 3,
	retries: 0,
	forbidOnly: !!process.env.CI,
	// Generous: a journey has many steps, and some machines are slow. Nothing here is a timed test.
	timeout: 900_000,
	expect: { timeout: 45_000 },
	projects: [
		// Minutes of waiting more than of work: beside the others from the beginning, and not in place of one of them.
		{ name: 'patchy network', testMatch: 'patchy-network.spec.ts', workers: 1 },
		{ name: 'journeys', testIgnore: 'patchy-network.spec.ts', workers: 2 }
	],
	use: {
		browserName: 'chromium',
		launchOptions: { ...launch, args: [...launch.args, `--disable-features=${withoutFeatures.join()}`] },
		actionTimeout: 90_000,
		// Endless animations keep the software compositor busy, and nothing that is tested moves.
		contextOptions: { reducedMotion: 'reduce' },
		locale: 'en-GB',
		timezoneId: 'Europe/Berlin',
		// Recording every action takes more than the action; the error's page snapshot tells enough.
		trace: 'off',
		screenshot: 'only-on-failure'
	}
});
