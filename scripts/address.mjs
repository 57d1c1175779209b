import { isIP } from 'node:net';
import process from 'node:process';

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

/**
 * Where a server listens, and under which path it serves.
 * @typedef {{ host: string | undefined, port: number, base: string }} Address
 */

/**
 * The path under which the app is, without a slash at its end: `BASE_PATH`, checked. Empty: the root of the host.
 * @param {Environment} environment
 */
export function readBasePath(environment = process.env) {
	const base = environment.BASE_PATH ?? '';
	if (base === '' || /^(\/[\w~-][\w.~-]*)+$/.test(base)) return base;
	throw new Error(`BASE_PATH is "${base}": it must be a path such as /rooms, without a slash at its end.`);
}

/**
 * `HOST`, `PORT` and `BASE_PATH`, checked. Throws with a line for each that is wrong.
 * @param {number} usualPort where `PORT` names none
 * @param {Environment} environment
 * @returns {Address}
 */
export function readAddress(usualPort, environment = process.env) {
	const host = environment.HOST || undefined;
	const port = Number(environment.PORT || usualPort);
	const wrong = [];
	if (host && !isIP(host) && !/^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(host))
		wrong.push(`HOST is "${host}": it must be an address of this machine, such as 0.0.0.0, or its name.`);
	if (!/^\d*$/.test(environment.PORT ?? '') || port > 65_535)
		wrong.push(`PORT is "${environment.PORT}": it must be a whole number from 0 to 65535.`);
	let base = '';
	try {
		base = readBasePath(environment);
	} catch (error) {
		wrong.push(error instanceof Error ? error.message : error);
	}
	if (wrong.length > 0) throw new Error(wrong.join('\n'));
	return { host, port, base };
}
