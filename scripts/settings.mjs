import process from 'node:process';
import { readAddress } from './address.mjs';
import { ensureHubBuilt, hubModule } from './build.mjs';
import { readHubUrl } from './hub-url.mjs';
import { checkListening } from './listening.mjs';
import { refuseWrong } from './wrong-settings.mjs';

/**
 * All that the environment sets, checked before anything is opened or made.
 * @typedef {object} Settings
 * @property {import('./address.mjs').Address} address
 * @property {import('../src/hub/hub').HubOptions | null} hub `null`: it is switched off
 */

/**
 * Reads the settings of a server. Throws with a line for each that is wrong. The hub, which knows its own, is built first where
 * need be.
 * @param {object} options
 * @param {number} options.usualPort where `PORT` names none
 * @param {boolean} options.mayBeTaken whether another port will do where that one is taken
 * @param {(line: string) => void} options.say
 * @returns {Promise<Settings>}
 */
export async function readSettings({ usualPort, mayBeTaken, say }) {
	await ensureHubBuilt(say);
	/** @type {typeof import('../src/hub/main')} */
	const { readConfig } = await import(hubModule);
	/** @type {import('./address.mjs').Address | undefined} */
	let address;
	/** @type {import('../src/hub/hub').HubOptions | null} */
	let hub = null;
	await refuseWrong([
		async () => {
			address = readAddress(usualPort);
			await checkListening(address.host, address.port, { mayBeTaken });
		},
		readHubUrl,
		() => (hub = readConfig(process.env))
	]);
	return { address: /** @type {import('./address.mjs').Address} */ (address), hub };
}
