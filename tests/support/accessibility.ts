import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What another colour scheme can change. */
const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/** Expects that axe finds nothing on the page as it stands, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
	await expectNoViolations(page, 'light', axeOn(page));
	await expectNoViolations(page, 'dark', axeOn(page).withRules(rulesOfColour));
	await page.emulateMedia({ colorScheme: 'light' });
}

/** Tells of violations alone: to put together what holds takes longer than to find out. */
function axeOn(page: Page): AxeBuilder {
	return new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
}

async function expectNoViolations(page: Page, colorScheme: 'light' | 'dark', axe: AxeBuilder): Promise<void> {
	await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
	// No page of ours has a frame; the other mode puts the results together in a second tab.
	const { violations } = await axe.setLegacyMode(true).analyze();
	const found = violations.map(({ id, nodes }) => ({
		id,
		nodes: nodes.map(({ html, failureSummary }) => [html, failureSummary])
	}));
	expect(found, `axe, ${colorScheme}, ${page.url()}`).toEqual([]);
}
