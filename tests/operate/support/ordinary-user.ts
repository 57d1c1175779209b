import process from 'node:process';

/**
 * An ordinary user, as options for `spawn`: who runs the tests; where that is the administrator, the user `nobody`, which
 * every Unix has.
 */
export const ordinaryUser: { readonly uid?: number; readonly gid?: number } =
	process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
