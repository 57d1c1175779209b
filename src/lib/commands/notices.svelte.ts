import { askPermission, canNotify, permission } from '$lib/pwa/notifications';
import { database } from './tablet';

const key = 'notices';

/** What the person wants of this tablet: `null`: not said yet. */
export type NoticeChoice = 'on' | 'off' | null;

/** Whether this tablet tells when a device waits. Belongs to the tablet, not to the workspace. */
class Notices {
	#choice = $state<NoticeChoice>(null);
	#permission = $state<NotificationPermission>('default');
	#isRead = $state(false);

	/** Reads what was said. Call before asking; again where another tab may have changed it. */
	async read(): Promise<void> {
		const row = await database.local.get(key);
		this.#choice = row?.value === 'on' || row?.value === 'off' ? row.value : null;
		this.#permission = permission();
		this.#isRead = true;
	}

	/** Whether it tells; reactive. */
	get areOn(): boolean {
		return this.#choice === 'on' && this.#permission === 'granted';
	}

	/** Whether to offer it: this browser could, and nobody has said anything yet. Reactive. */
	get isOffered(): boolean {
		return this.#isRead && canNotify() && this.#choice === null && this.#permission !== 'denied';
	}

	/** Whether it could be switched on or off; reactive. */
	get canBeSwitched(): boolean {
		return this.#isRead && canNotify() && this.#permission !== 'denied';
	}

	/** Switches it on, after the browser has asked the person. @returns whether the person agreed */
	async turnOn(): Promise<boolean> {
		this.#permission = await askPermission();
		// Closed without an answer: it may be asked again.
		if (this.#permission === 'default') return false;
		await this.#say(this.#permission === 'granted' ? 'on' : 'off');
		return this.areOn;
	}

	/** Switches it off, or leaves it off: it is not offered again. */
	turnOff(): Promise<void> {
		return this.#say('off');
	}

	async #say(choice: 'on' | 'off'): Promise<void> {
		await database.local.put({ key, value: choice });
		this.#choice = choice;
	}
}

/** Whether this tablet tells when a device waits. */
export const notices = new Notices();
