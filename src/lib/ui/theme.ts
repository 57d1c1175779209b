/** What the person chose: follow the system, or always light or dark. */
export type ThemePreference = 'system' | 'light' | 'dark';

const storageKey = 'roompass-theme';

/** The stored choice; `system` where none is stored or storage is closed. */
export function themePreference(): ThemePreference {
	try {
		const stored = localStorage.getItem(storageKey);
		return stored === 'light' || stored === 'dark' ? stored : 'system';
	} catch {
		return 'system';
	}
}

/** Stores the choice on this device and shows it at once. */
export function setThemePreference(preference: ThemePreference): void {
	try {
		if (preference === 'system') localStorage.removeItem(storageKey);
		else localStorage.setItem(storageKey, preference);
	} catch {
		// Storage may be closed to the page (private windows); the choice then lasts until the page is left.
	}
	show(preference);
}

/** Shows the stored choice, and follows changes made in other tabs. Call once when the app starts; returns how to stop. */
export function applyTheme(): () => void {
	show(themePreference());
	const follow = (event: StorageEvent) => {
		if (event.key === storageKey) show(themePreference());
	};
	addEventListener('storage', follow);
	return () => removeEventListener('storage', follow);
}

function show(preference: ThemePreference): void {
	const root = document.documentElement;
	if (preference === 'system') delete root.dataset.theme;
	else root.dataset.theme = preference;
}
