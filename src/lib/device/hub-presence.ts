/**
 * Whether the app comes from a hub: `hub.json` beside it says so. It is a file that says no, and a hub that serves the app
 * answers for itself. So no code's token is ever sent to a host of files, and whether to wait for a network is known without
 * one, as the service worker keeps what the file said last.
 * @param app the app's own address, without a slash at its end
 * @returns `null` where it could not be read
 */
export async function isServedByHub(app: string, fetch: typeof globalThis.fetch): Promise<boolean | null> {
	try {
		const answered = await fetch(`${app}/hub.json`);
		return answered.ok && ((await answered.json()) as { hub?: unknown } | null)?.hub === true;
	} catch (thrown) {
		// What is no JSON was answered by somebody else.
		return thrown instanceof SyntaxError ? false : null;
	}
}
