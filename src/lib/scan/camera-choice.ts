const storageKey = 'roompass-camera';

/** The camera that was chosen on this device last, by its id in this browser; it may be gone since. */
export function chosenCamera(): string | undefined {
	try {
		return localStorage.getItem(storageKey) ?? undefined;
	} catch {
		return undefined;
	}
}

/** Remembers a choice. A convenience: where the browser keeps nothing, it holds while the scanner is open. */
export function chooseCamera(id: string): void {
	try {
		localStorage.setItem(storageKey, id);
	} catch {
		// Storage is blocked.
	}
}
