/** The kinds of file we know by their header. */
export type FormatId =
	| 'roompass-otps'
	| 'roompass-accounts'
	| 'fasttrack-rooms'
	| 'm365-users'
	| 'exchange-mailboxes'
	| 'exchange-places'
	| 'exchange-calendars'
	| 'autopilot'
	| 'device-inventory'
	| 'sign-in-data'
	| 'name-list';

/** Header names, as `headerKey` writes them, that together tell a format. The first format that fits is it. */
const formats: readonly { readonly id: FormatId; readonly has: readonly string[]; readonly only?: true }[] = [
	{ id: 'roompass-otps', has: ['upn', 'otp', 'otpexpires'] },
	{ id: 'fasttrack-rooms', has: ['upn', 'alias', 'automateprocessing', 'usagelocation'] },
	{ id: 'm365-users', has: ['userprincipalname', 'displayname', 'blockcredential', 'licenses'] },
	{ id: 'exchange-mailboxes', has: ['userprincipalname', 'recipienttypedetails'] },
	{ id: 'exchange-places', has: ['identity', 'floor', 'capacity'] },
	{ id: 'exchange-calendars', has: ['identity', 'automateprocessing'] },
	{ id: 'autopilot', has: ['deviceserialnumber', 'assigneduser'] },
	{ id: 'sign-in-data', has: ['upn', 'password'], only: true },
	{ id: 'name-list', has: ['upn'], only: true },
	{ id: 'roompass-accounts', has: ['upn', 'displayname', 'site'] },
	{ id: 'roompass-accounts', has: ['upn', 'room'] },
	{ id: 'roompass-accounts', has: ['upn', 'expectedserial'] },
	{ id: 'device-inventory', has: ['manufacturer', 'model', 'serialnumber'] }
];

/** Which format a header is of. @param keys the header's names by `headerKey` */
export function formatOf(keys: readonly string[]): FormatId | 'unknown' {
	const format = formats.find(
		({ has, only }) => has.every((name) => keys.includes(name)) && (!only || keys.length === has.length)
	);
	return format?.id ?? 'unknown';
}

/** Whether a format lists devices for accounts that should be here already, so that a stranger in it is a mistake. */
export function isDeviceList(format: FormatId | 'unknown'): boolean {
	return format === 'autopilot' || format === 'device-inventory';
}
