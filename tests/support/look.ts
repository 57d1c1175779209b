import type { Page } from '@playwright/test';

/** As if the person looked at something else, or came back: a headless browser shows every page. */
export function look(page: Page, state: 'hidden' | 'visible'): Promise<void> {
	return page.evaluate((state) => {
		Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
		Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true });
		document.dispatchEvent(new Event('visibilitychange'));
	}, state);
}
