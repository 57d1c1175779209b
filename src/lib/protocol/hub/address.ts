/**
 * Where the hub is: where the app comes from, or at the address that the app was built with. Never anywhere that a QR or a
 * setting says, so that nothing can send a device's request to a stranger.
 * @param builtIn address named at build time; empty or undefined for the app's own
 * @param origin the app's, e.g. `https://rooms.contoso.com`
 * @param base path that the app is mounted under, e.g. `/roompass`; empty at the root of a host
 * @returns without a slash at its end
 */
export function hubAddress(builtIn: string | undefined, origin: string, base: string): string {
	return (builtIn || origin + base).replace(/\/+$/, '');
}
