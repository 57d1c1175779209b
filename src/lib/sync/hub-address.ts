import { hubAddress } from '$lib/protocol/hub/address';

/** Named at build time (vite.config.ts). */
const builtIn = typeof __HUB_URL__ === 'string' ? __HUB_URL__ : '';

/**
 * Where the hub of an app is.
 * @param app the app's own address, e.g. `https://host/roompass/`
 */
export function hubOf(app: string): string {
	const { origin, pathname } = new URL(app);
	return hubAddress(builtIn, origin, pathname);
}
