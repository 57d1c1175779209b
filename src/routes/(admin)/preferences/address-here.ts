import { resolve } from '$app/paths';

/** Where this app was opened, without a slash at the end: what sheets name while no other address is set. */
export function addressHere(): string {
	return new URL(resolve('/'), location.href).href.replace(/\/$/, '');
}
