import { m } from '$lib/paraglide/messages';

/** What a device says of itself; the browser's `navigator`. */
export type Platform = Pick<Navigator, 'userAgent' | 'maxTouchPoints'>;

/** What kind of device this is, as a name to start from. */
export function proposedTabletName({ userAgent, maxTouchPoints }: Platform): string {
	if (/iPhone/.test(userAgent)) return m.vault_tablet_iphone();
	// An iPad says it is a Mac; no Mac has a touch screen.
	if (/iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1))
		return m.vault_tablet_ipad();
	if (/Android/.test(userAgent))
		return /Mobile/.test(userAgent) ? m.vault_tablet_android_phone() : m.vault_tablet_android_tablet();
	if (/Windows/.test(userAgent)) return m.vault_tablet_windows();
	if (/Macintosh/.test(userAgent)) return m.vault_tablet_mac();
	if (/CrOS/.test(userAgent)) return m.vault_tablet_chromebook();
	if (/Linux/.test(userAgent)) return m.vault_tablet_linux();
	return m.vault_tablet_other();
}
