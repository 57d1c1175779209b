/**
 * The page refuses text where the browser expects markup or a script (`require-trusted-types-for`
 * in svelte.config.js). This default policy lets through the one thing the app needs besides Svelte's
 * own templates: the address of a worker from our own origin.
 */

/** The part of the Trusted Types API that is used here; TypeScript's DOM library has none of it. */
interface TrustedTypes {
	createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

/** Whether a script address, relative to the page's `base`, is of the page's origin; never `blob:` or `data:`. */
export function isOwnScript(url: string, base: string): boolean {
	const script = new URL(url, base);
	return /^https?:$/.test(script.protocol) && script.origin === new URL(base).origin;
}

/** Installs the policy; call once, before the first worker. Browsers without Trusted Types need none. */
export function installTrustedTypes(): void {
	const trustedTypes = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
	trustedTypes?.createPolicy('default', {
		createScriptURL(url) {
			if (isOwnScript(url, document.baseURI)) return url;
			throw new TypeError(`Not a script of this app: ${url}`);
		}
	});
}
