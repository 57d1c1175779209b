/** What is amiss with an address for printed sheets. `notes` do not stand in the way of saving. */
export type DeviceAddressFault = 'not-an-address' | 'has-query' | 'is-device-page';
export type DeviceAddressNote = 'this-machine-only' | 'not-encrypted';

/**
 * Checks the address that technicians open, as typed. Empty is fine: then the address the app was opened at is used.
 */
export function checkDeviceAddress(typed: string): {
	readonly fault?: DeviceAddressFault;
	readonly note?: DeviceAddressNote;
} {
	const address = typed.trim();
	if (address === '') return {};
	if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return { fault: 'not-an-address' };
	const { protocol, hostname, pathname, search, hash } = new URL(address);
	if (search !== '' || hash !== '') return { fault: 'has-query' };
	// The sheets add it themselves.
	if (/\/device\/?$/.test(pathname)) return { fault: 'is-device-page' };
	if (isThisMachine(hostname)) return { note: 'this-machine-only' };
	return protocol === 'http:' ? { note: 'not-encrypted' } : {};
}

function isThisMachine(hostname: string): boolean {
	return hostname === 'localhost' || hostname.endsWith('.localhost') || /^127\.|^\[::1\]$/.test(hostname);
}
