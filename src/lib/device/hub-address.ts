import { base } from '$app/paths';
import { hubAddress } from '$lib/protocol/hub/address';

/** Named at build time (vite.config.ts); none where the hub is where the app is. */
const builtIn = typeof __HUB_URL__ === 'string' ? __HUB_URL__ : '';

/** The app's own address, without a slash at its end. */
export const appAddress = (): string => hubAddress('', location.origin, base);

/** The hub's, without a slash at its end. */
export const deviceHubAddress = (): string => hubAddress(builtIn, location.origin, base);

/** Whether the hub was named when the app was built, so that there is one wherever the app comes from. */
export const isHubBuiltIn = builtIn !== '';
