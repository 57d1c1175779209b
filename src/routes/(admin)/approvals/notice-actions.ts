import { notices } from '$lib/commands/notices.svelte';
import { m } from '$lib/paraglide/messages';
import { toast } from '$lib/ui/toast';

/** Has this tablet tell when a device waits, which the browser asks the person about. */
export async function turnNoticesOn(): Promise<void> {
	if (await notices.turnOn()) toast.success(m.notice_turned_on());
	else toast.info(m.notice_refused());
}

/** Has it tell no longer. */
export async function turnNoticesOff(): Promise<void> {
	await notices.turnOff();
	toast.success(m.notice_turned_off());
}
