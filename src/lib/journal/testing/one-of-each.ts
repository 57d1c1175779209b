import type { EntryBody, EntryKind } from '../entry';

const id = (pair: string) => pair.repeat(16);
const otp = id('07');
const request = id('e1');
const decision = '0'.repeat(15) + '1' + id('5e');

/** A body of each kind in which every field that there may be is there. */
export const oneOfEach: { readonly [K in EntryKind]: EntryBody<K> } = {
	'workspace.created': { name: 'Contoso', rootKey: 'AAAA' },
	'workspace.renamed': { name: 'Fabrikam' },
	'member.added': {
		member: id('a1'),
		name: 'Tablet',
		role: 'owner',
		signingKey: 'AAAA',
		encryptionKey: 'BBB='
	},
	'member.removed': { member: id('a1') },
	'accounts.imported': {
		run: id('4a'),
		source: 'rooms.csv',
		rows: [
			[
				'fjord@contoso.com',
				['fjord@contoso.com', 'Fjord', 'Oslo', 'HQ', '3', 'Fjord', 'Europe/Oslo', 'by the lift'],
				['Logitech', 'RoomMate', 'SN-1'],
				[true, ['E5'], false, 'AutoAccept', 'RoomMailbox', true],
				'secret'
			]
		]
	},
	'accounts.edited': { rows: [['fjord@contoso.com', null, ['Logitech', 'RoomMate', 'SN-1'], null, null]] },
	'accounts.deleted': { accounts: ['fjord@contoso.com'] },
	'accounts.restored': { accounts: ['fjord@contoso.com'] },
	'check.waived': { check: 'licence', waived: true },
	'preferences.set': {
		otpExpirationHours: 8,
		decideWithinHours: 24,
		collectWithinHours: 12,
		autoApproval: true,
		autoApprovalRule: {
			sites: ['Oslo'],
			onlyWithSerial: true,
			perHour: 5,
			window: { from: 480, until: 1_020, timeZone: 'Europe/Oslo' }
		},
		deviceAddress: 'https://rooms.example/'
	},
	'otps.issued': {
		batch: {
			id: id('ba'),
			name: 'Monday',
			notBefore: 1_000,
			redeemBy: 2_000,
			decideWithinHours: 24,
			collectWithinHours: 12,
			passwords: 'generated'
		},
		rows: [[otp, 'fjord@contoso.com', 'K7QF9M2X4TBNW3HD', 'secret']]
	},
	'batch.renamed': { batch: id('ba'), name: 'Tuesday' },
	'otps.voided': { otps: [otp] },
	'otps.extended': { otps: [otp], redeemBy: 3_000 },
	'otp.requested': {
		otp,
		request,
		deviceRequest: id('d1'),
		publicKey: 'AAAA',
		words: ['abandon', 'zoo', 'able'],
		via: 'qr',
		make: 'Logitech',
		model: 'RoomMate',
		serial: 'SN-1',
		enteredAt: 1_500
	},
	'otp.decided': {
		otp,
		request,
		decision: { verdict: 'rejected', reason: 'other', text: 'not here' },
		handedOver: true,
		sealed: 'AAAA'
	},
	'otp.decision-withdrawn': { otp, request, decision },
	'otp.handed-over': { otp, request, decision },
	'otp.delivered': { otp, request, decision },
	'otp.signed-in': { otp, request },
	'device.released': { serial: 'SN1' },
	'secret.accessed': { what: 'code', how: 'viewed', accounts: ['fjord@contoso.com'] },
	'backup.made': { protection: 'passphrase' },
	'recovery-kit.made': {}
};

export const kinds = Object.keys(oneOfEach) as EntryKind[];

/** A copy of a body in which the value at a path is another one; `undefined` takes a field away. */
export function withValueAt(body: unknown, path: readonly (string | number)[], value: unknown): unknown {
	const [step, ...rest] = path;
	if (step === undefined) return value;
	const copy = (Array.isArray(body) ? [...body] : { ...(body as object) }) as Record<
		string | number,
		unknown
	>;
	const next = withValueAt(copy[step], rest, value);
	if (next === undefined) delete copy[step];
	else copy[step] = next;
	return copy;
}

/** The path to every field and item of a body, inner ones too. */
export function pathsOf(value: unknown, from: readonly (string | number)[] = []): (string | number)[][] {
	if (typeof value !== 'object' || value === null) return [];
	const steps = Array.isArray(value) ? value.keys() : Object.keys(value);
	return [...steps].flatMap((step) => {
		const path = [...from, step];
		return [path, ...pathsOf((value as Record<string | number, unknown>)[step], path)];
	});
}
