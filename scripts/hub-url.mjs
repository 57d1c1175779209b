import process from 'node:process';
import { shown } from './wrong-settings.mjs';

/**
 * Where the hub is, where it is not at the app's own address: `HUB_URL`, checked, without a slash at its end. Empty where it is
 * not set. Throws where it is no address that a page may speak to.
 * @param {string} [text]
 */
export function readHubUrl(text = process.env.HUB_URL ?? '') {
	if (text === '') return '';
	let url;
	try {
		url = new URL(text);
	} catch {
		throw new Error(`HUB_URL is ${shown(text)}: it must be an address such as https://hub.example.org.`);
	}
	const isLocal = url.hostname === 'localhost' || url.hostname === '127.0.0.1';
	if (url.protocol !== 'https:' && !(isLocal && url.protocol === 'http:'))
		throw new Error(`HUB_URL is ${shown(text)}: browsers need https for it, except on localhost.`);
	if (url.search || url.hash || url.username || url.password)
		throw new Error(`HUB_URL is ${shown(text)}: it must have a host and a path alone.`);
	return url.href.replace(/\/+$/, '');
}

/**
 * What the content security policy allows pages to speak to.
 * @param {string} hub from {@link readHubUrl}
 * @returns {[string, ...string[]]}
 */
export function connectSources(hub = readHubUrl()) {
	return hub ? ['self', new URL(hub).origin] : ['self'];
}
