import { createServer } from 'node:net';

/** What the system says of an address that is not this machine's. */
const notOurs = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL', 'EAFNOSUPPORT']);

/**
 * Throws where nothing can listen on an address, with the name of the variable that is to be changed.
 * @param {string | undefined} host
 * @param {number} port
 * @param {{ mayBeTaken: boolean }} options `mayBeTaken`: another port will do
 */
export async function checkListening(host, port, { mayBeTaken }) {
	const code = await failureOn(host ?? '127.0.0.1', port);
	if (code === null || (code === 'EADDRINUSE' && mayBeTaken)) return;
	if (notOurs.has(code))
		throw new Error(
			`HOST is "${host}": it must be an address of this machine, such as 0.0.0.0, or its name (${code}).`
		);
	if (code === 'EADDRINUSE')
		throw new Error(`PORT is ${port}: it must be one that is free, and another process listens on it.`);
	throw new Error(`PORT is ${port}: it must be one that this user may listen on, such as 4173 (${code}).`);
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<string | null>}
 */
function failureOn(host, port) {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', (/** @type {NodeJS.ErrnoException} */ { code }) => resolve(code ?? 'unknown'));
		server.listen(port, host, () => server.close(() => resolve(null)));
	});
}
