/**
 * The one notification of the app, which stands until somebody looks, and the number on the app's icon. What a tap on the
 * notification does is in the service worker, which outlives the page.
 */
const tag = 'roompass-waiting';

/** Whether this browser can notify here: not without a service worker, and on iOS only where the app was installed. */
export function canNotify(): boolean {
	return 'Notification' in globalThis && 'serviceWorker' in navigator;
}

/** What the person has said to the browser. */
export function permission(): NotificationPermission {
	return canNotify() ? Notification.permission : 'denied';
}

/** Asks the person, in answer to a tap. */
export async function askPermission(): Promise<NotificationPermission> {
	return canNotify() ? Notification.requestPermission() : 'denied';
}

/** Shows a notification in place of the one before. */
export async function notify(title: string, body: string): Promise<void> {
	const registration = await navigator.serviceWorker.getRegistration();
	await registration?.showNotification(title, {
		body,
		tag,
		icon: new URL('icons/icon-192.png', registration.scope).href,
		// Not in TypeScript's own types: says it aloud again though one stands there.
		...({ renotify: true } as object)
	});
}

/** Takes the notification away: somebody has looked, or nothing waits any more. */
export async function takeNotificationAway(): Promise<void> {
	if (!canNotify()) return;
	const registration = await navigator.serviceWorker.getRegistration();
	for (const notification of (await registration?.getNotifications({ tag })) ?? []) notification.close();
}

/** Puts a number on the app's icon, where it is installed and the system shows one. */
export async function setBadge(count: number): Promise<void> {
	try {
		if (count > 0) await navigator.setAppBadge?.(count);
		else await navigator.clearAppBadge?.();
	} catch {
		// The system shows none, or the person does not want it.
	}
}
