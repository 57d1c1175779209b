/** Chromium's event that says the app can be installed; not in TypeScript's DOM library. */
interface BeforeInstallPromptEvent extends Event {
	prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

/**
 * - `unavailable`: the browser has not offered it; Safari and Firefox never do, and have a menu entry instead
 * - `offered`: `ask` may be called
 * - `installed`: this page runs as an installed app, or has just been installed
 */
export type InstallState = 'unavailable' | 'offered' | 'installed';

/** Whether the app can be put on this device's home screen. */
class Install {
	#state = $state<InstallState>('unavailable');
	#offer: BeforeInstallPromptEvent | undefined;

	/** Where this page stands; reactive. */
	get state(): InstallState {
		return this.#state;
	}

	/** Whether an Install button is of use; reactive. */
	get offered(): boolean {
		return this.#state === 'offered';
	}

	/** Listens for the browser's offer; call once per page, as early as possible. */
	start(): void {
		if (matchMedia('(display-mode: standalone)').matches) this.#state = 'installed';
		addEventListener('beforeinstallprompt', (event) => {
			event.preventDefault();
			this.#offer = event as BeforeInstallPromptEvent;
			this.#state = 'offered';
		});
		addEventListener('appinstalled', () => {
			this.#offer = undefined;
			this.#state = 'installed';
		});
	}

	/** Shows the browser's own dialog; an offer is good for one time. Answers whether the person agreed. */
	async ask(): Promise<boolean> {
		const offer = this.#offer;
		if (!offer) return false;
		this.#offer = undefined;
		this.#state = 'unavailable';
		const { outcome } = await offer.prompt();
		return outcome === 'accepted';
	}
}

/** The installation of the app on this device. */
export const install = new Install();
