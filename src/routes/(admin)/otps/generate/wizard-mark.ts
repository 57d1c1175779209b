/**
 * Remembers in this tab that a wizard is under way, and nothing of what was chosen: after a reload or a lock the page can
 * say that it starts anew.
 */
const key = 'roompass wizard under way';

export function markWizard(): void {
	sessionStorage.setItem(key, 'yes');
}

export function clearWizardMark(): void {
	sessionStorage.removeItem(key);
}

/** Whether a wizard was under way in this tab and did not come to its end. */
export function wizardWasInterrupted(): boolean {
	return sessionStorage.getItem(key) !== null;
}
