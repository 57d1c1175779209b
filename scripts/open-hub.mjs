import process from 'node:process';
import { ensureHubBuilt, hubModule } from './build.mjs';

/**
 * A hub that is open, as it is served.
 * @typedef {object} OpenedHub
 * @property {import('./serve.mjs').ServedHub} served
 * @property {string} kept where its data is, for people
 * @property {() => void} endStreams
 * @property {() => Promise<void>} close
 */

/**
 * Opens the hub that the environment describes, built first where need be; `null` where it is switched off. Throws where a
 * variable is wrong, with a line for each.
 * @param {(line: string) => void} say
 * @returns {Promise<OpenedHub | null>}
 */
export async function openHubOf(say) {
	await ensureHubBuilt(say);
	/** @type {typeof import('../src/hub/main')} */
	const { isHubPath, openHub, readConfig } = await import(hubModule);
	const config = readConfig(process.env);
	if (!config) return null;
	const hub = await openHub(config);
	return {
		served: { isHubPath, listener: hub.listener },
		kept:
			config.database.kind === 'postgres'
				? 'kept in PostgreSQL (DATABASE_URL)'
				: `kept in ${config.database.directory}`,
		endStreams: () => hub.endStreams(),
		close: () => hub.close()
	};
}
