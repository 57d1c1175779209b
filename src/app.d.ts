declare global {
	namespace App {}

	/** Where the hub is, without a slash at its end; empty where it is where the app is (vite.config.ts). */
	const __HUB_URL__: string | undefined;
}

export {};
