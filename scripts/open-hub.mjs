import { hubModule } from './build.mjs';

/**
 * A hub that is open, as it is served.
 * @typedef {object} OpenedHub
 * @property {import('./serve.mjs').ServedHub} served
 * @property {string} kept where its data is, for people
 * @property {() => void} endStreams
 * @property {() => Promise<void>} close
 */

/**
 * Opens a hub, which is built.
 * @param {import('../src/hub/hub').HubOptions} options
 * @param {(line: string) => void} say
 * @returns {Promise<OpenedHub>}
 */
export async function openHubOf(options, say) {
	/** @type {typeof import('../src/hub/main')} */
	const { isHubPath, openHub } = await import(hubModule);
	const { database } = options;
	const hub = await openHub(
		database.kind === 'pglite' ? { ...options, database: { ...database, say } } : options
	);
	return {
		served: { isHubPath, listener: hub.listener },
		kept:
			database.kind === 'postgres' ? 'kept in PostgreSQL (DATABASE_URL)' : `kept in ${database.directory}`,
		endStreams: () => hub.endStreams(),
		close: () => hub.close()
	};
}
