import { describe, expect, it } from 'vitest';
import { safeRule } from '$lib/domain/auto-approval';
import { bodySchemas, decodeContent, encodeContent, type EntryDraft, type EntryKind } from './entry';
import { kinds, oneOfEach, pathsOf, withValueAt } from './testing/one-of-each';

const id = '1d'.repeat(16);
const author = 'a1'.repeat(16);
const stamp = '0123456789ab0000';
const encoder = new TextEncoder();

/** What is read of bytes, or of the text they are. */
const readBytes = (bytes: Uint8Array) => decodeContent(id, author, bytes);
const readText = (text: string) => readBytes(encoder.encode(text));
const read = (kind: string, body: unknown) => readText(JSON.stringify({ stamp, kind, body }));

/** The value at a path. */
const valueAt = (body: unknown, path: readonly (string | number)[]) =>
	path.reduce((value, step) => (value as Record<string | number, unknown>)[step], body);

describe('a body of each kind', () => {
	it('is one of those below', () => {
		expect(kinds.sort()).toEqual(Object.keys(bodySchemas).sort());
		expect(kinds).toHaveLength(24);
	});

	it.each(kinds)('%s is read as it was written', (kind) => {
		const draft = { kind, body: oneOfEach[kind] } as EntryDraft;
		const entry = { id, stamp, author, key: stamp + id, kind, body: oneOfEach[kind] };
		expect(readBytes(encodeContent(stamp, draft))).toEqual(entry);
		expect(read(kind, oneOfEach[kind])).toEqual(entry);
	});

	/** Fields that may be left out, with what is read then. */
	const optional: Partial<Record<EntryKind, Record<string, object>>> = {
		'preferences.set': { autoApprovalRule: { autoApprovalRule: safeRule } },
		'otp.decided': { handedOver: {} },
		'otp.delivered': { decision: {} }
	};

	it.each(kinds)('%s without one of its fields is refused, unless it may be left out', (kind) => {
		for (const path of pathsOf(oneOfEach[kind])) {
			const field = path.at(-1)!;
			// Items of a list are looked at below.
			if (typeof field === 'number') continue;
			const body = withValueAt(oneOfEach[kind], path, undefined);
			const entry = read(kind, body);
			const defaults = optional[kind];
			if (path.length === 1 && defaults && field in defaults)
				expect(entry, field).toMatchObject({ body: { ...(body as object), ...defaults[field] } });
			else expect(entry, path.join('.')).toBeNull();
		}
	});

	/** Where `null` is a value. */
	const nullable = new Set([
		'preferences.set autoApprovalRule.window',
		'otps.issued rows.0.3',
		...['1', '2', '3', '4', '3.0', '3.1', '3.2', '3.3', '3.4', '3.5'].map(
			(cell) => `accounts.imported rows.0.${cell}`
		),
		'accounts.edited rows.0.2'
	]);
	/** Groups of an account that the example leaves as they are. */
	const isUnset = (kind: EntryKind, path: readonly (string | number)[]) =>
		valueAt(oneOfEach[kind], path) === null;

	it.each(kinds)('%s with a value of another type is refused, wherever it is', (kind) => {
		const others = [null, true, 7, 'text', [], {}];
		const typeOf = (value: unknown) =>
			Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
		for (const path of pathsOf(oneOfEach[kind])) {
			if (isUnset(kind, path)) continue;
			const is = typeOf(valueAt(oneOfEach[kind], path));
			for (const other of others.filter((value) => typeOf(value) !== is)) {
				const entry = read(kind, withValueAt(oneOfEach[kind], path, other));
				const where = `${kind} ${path.join('.')}`;
				if (other === null && nullable.has(where)) expect(entry, where).not.toBeNull();
				else expect(entry, `${where} ${JSON.stringify(other)}`).toBeNull();
			}
		}
	});

	it.each(kinds)('%s with a field that nobody knows is refused, wherever it is', (kind) => {
		const objects = [[], ...pathsOf(oneOfEach[kind])].filter((path) => {
			const value = valueAt(oneOfEach[kind], path);
			return typeof value === 'object' && value !== null && !Array.isArray(value);
		});
		for (const path of objects)
			for (const field of ['more', 'constructor', 'toString', 'hasOwnProperty', ''])
				for (const value of [null, 7, {}])
					expect(
						read(kind, withValueAt(oneOfEach[kind], [...path, field], value)),
						`${path.join('.')} ${field}`
					).toBeNull();
	});

	it.each(kinds)('%s that is no object is refused', (kind) => {
		for (const body of [null, true, 7, 'text', [], [oneOfEach[kind]]])
			expect(read(kind, body), JSON.stringify(body)).toBeNull();
		expect(readText(JSON.stringify({ stamp, kind }))).toBeNull();
	});
});

describe('a limit', () => {
	const text = (length: number) => 'x'.repeat(length);
	const list = (length: number, item: unknown = 'x') => Array<unknown>(length).fill(item);
	const hex = (length: number) => 'f'.repeat(length);
	const otp = '07'.repeat(16);
	const row = ['x', null, null, null, ''];
	const latest = 0xffff_ffff_ffff;

	/** Text of at most so many characters. */
	const atMost = (kind: EntryKind, path: string, max: number) =>
		[kind, path, [text(max)], [text(max + 1)]] as const;
	/** A time, in ms since 1970. */
	const times = (kind: EntryKind, path: string) => [kind, path, [0, latest], [-1, 0.5, latest + 1]] as const;
	const hours = (kind: EntryKind, path: string) => [kind, path, [1, 336], [0, -1, 1.5, 337]] as const;
	const ids = (kind: EntryKind, path: string) =>
		[
			kind,
			path,
			[hex(32), '0123456789abcdef'.repeat(2)],
			[hex(31), hex(33), `${hex(31)}F`, `${hex(32)}\n`]
		] as const;
	const keys = (kind: EntryKind, path: string) =>
		[kind, path, ['AAAA', text(400)], ['', text(401), 'AA A', '=', '-_']] as const;
	const orderKeys = (kind: EntryKind, path: string) =>
		[kind, path, [hex(48)], ['', hex(47), hex(49), 'F'.repeat(48)]] as const;
	const rows = (kind: EntryKind, path: string, item: unknown) =>
		[kind, path, [list(1, item), list(1_000, item)], [[], list(1_001, item)]] as const;
	const oneOf = (kind: EntryKind, path: string, ...values: string[]) =>
		[kind, path, values, ['', 'other words', values[0]!.toUpperCase()]] as const;

	it.each([
		atMost('workspace.created', 'name', 200),
		keys('workspace.created', 'rootKey'),
		atMost('workspace.renamed', 'name', 200),
		ids('member.added', 'member'),
		atMost('member.added', 'name', 200),
		oneOf('member.added', 'role', 'owner', 'admin'),
		keys('member.added', 'signingKey'),
		keys('member.added', 'encryptionKey'),
		ids('member.removed', 'member'),
		ids('accounts.imported', 'run'),
		atMost('accounts.imported', 'source', 300),
		rows('accounts.imported', 'rows', row),
		['accounts.imported', 'rows.0.0', [text(1), text(130)], ['', text(131)]],
		...[0, 1, 2, 3, 4, 5, 6, 7].map((n) => atMost('accounts.imported', `rows.0.1.${n}`, 2_000)),
		['accounts.imported', 'rows.0.1', [list(8)], [list(7), list(9), []]],
		...[0, 1, 2].map((n) => atMost('accounts.imported', `rows.0.2.${n}`, 100)),
		['accounts.imported', 'rows.0.2', [list(3)], [list(2), list(4), []]],
		['accounts.imported', 'rows.0.3', [list(6, null)], [list(5, null), list(7, null), []]],
		['accounts.imported', 'rows.0.3.1', [[], list(200)], [list(201), [7]]],
		atMost('accounts.imported', 'rows.0.3.1.0', 200),
		atMost('accounts.imported', 'rows.0.3.3', 100),
		atMost('accounts.imported', 'rows.0.3.4', 100),
		['accounts.imported', 'rows.0.4', ['', text(256)], [text(257)]],
		['accounts.imported', 'rows.0', [row], [row.slice(1), [...row, null]]],
		rows('accounts.edited', 'rows', row),
		rows('accounts.deleted', 'accounts', 'x'),
		atMost('accounts.deleted', 'accounts.0', 130),
		rows('accounts.restored', 'accounts', 'x'),
		atMost('accounts.restored', 'accounts.0', 130),
		atMost('check.waived', 'check', 60),
		hours('preferences.set', 'otpExpirationHours'),
		hours('preferences.set', 'decideWithinHours'),
		hours('preferences.set', 'collectWithinHours'),
		atMost('preferences.set', 'deviceAddress', 500),
		['preferences.set', 'autoApprovalRule.sites', [[], list(1_000)], [list(1_001)]],
		atMost('preferences.set', 'autoApprovalRule.sites.0', 2_000),
		['preferences.set', 'autoApprovalRule.perHour', [0, 1_000], [-1, 0.5, 1_001]],
		['preferences.set', 'autoApprovalRule.window.from', [0, 1_439], [-1, 0.5, 1_440]],
		['preferences.set', 'autoApprovalRule.window.until', [0, 1_439], [-1, 0.5, 1_440]],
		atMost('preferences.set', 'autoApprovalRule.window.timeZone', 100),
		ids('otps.issued', 'batch.id'),
		atMost('otps.issued', 'batch.name', 200),
		times('otps.issued', 'batch.notBefore'),
		times('otps.issued', 'batch.redeemBy'),
		hours('otps.issued', 'batch.decideWithinHours'),
		hours('otps.issued', 'batch.collectWithinHours'),
		oneOf('otps.issued', 'batch.passwords', 'generated', 'uploaded'),
		rows('otps.issued', 'rows', [otp, 'x', 'K7QF9M2X4TBNW3HD', null]),
		ids('otps.issued', 'rows.0.0'),
		atMost('otps.issued', 'rows.0.1', 130),
		[
			'otps.issued',
			'rows.0.2',
			['0123456789ABCDEF', 'GHJKMNPQRSTVWXYZ'],
			[
				'K7QF9M2X4TBNW3H',
				'K7QF9M2X4TBNW3HDD',
				'K7QF9M2X4TBNW3HI',
				'K7QF9M2X4TBNW3HL',
				'K7QF9M2X4TBNW3HO',
				'K7QF9M2X4TBNW3HU',
				'k7qf9m2x4tbnw3hd'
			]
		],
		['otps.issued', 'rows.0.3', [null, '', text(256)], [text(257)]],
		ids('batch.renamed', 'batch'),
		atMost('batch.renamed', 'name', 200),
		rows('otps.voided', 'otps', otp),
		ids('otps.voided', 'otps.0'),
		rows('otps.extended', 'otps', otp),
		ids('otps.extended', 'otps.0'),
		times('otps.extended', 'redeemBy'),
		ids('otp.requested', 'otp'),
		ids('otp.requested', 'request'),
		ids('otp.requested', 'deviceRequest'),
		keys('otp.requested', 'publicKey'),
		['otp.requested', 'words', [list(3, 'zoo')], [list(2, 'zoo'), list(4, 'zoo'), []]],
		['otp.requested', 'words.1', ['zoo', 'absolute'], ['zo', 'absolutes', 'Zoo', 'z oo', '']],
		oneOf('otp.requested', 'via', 'qr', 'hub'),
		atMost('otp.requested', 'make', 100),
		atMost('otp.requested', 'model', 100),
		atMost('otp.requested', 'serial', 100),
		times('otp.requested', 'enteredAt'),
		ids('otp.decided', 'otp'),
		ids('otp.decided', 'request'),
		oneOf(
			'otp.decided',
			'decision.reason',
			'unknown-device',
			'wrong-room',
			'unexpected-make-or-model',
			'serial-mismatch',
			'outside-agreed-time',
			'code-compromised',
			'duplicate-request',
			'account-retired',
			'other',
			'otp-expired',
			'otp-used'
		),
		atMost('otp.decided', 'decision.text', 200),
		['otp.decided', 'handedOver', [true], [false]],
		['otp.decided', 'sealed', ['AAAA', text(2_000)], ['', text(2_001), 'AA A', '=']],
		ids('otp.decision-withdrawn', 'otp'),
		ids('otp.decision-withdrawn', 'request'),
		orderKeys('otp.decision-withdrawn', 'decision'),
		ids('otp.handed-over', 'otp'),
		ids('otp.handed-over', 'request'),
		orderKeys('otp.handed-over', 'decision'),
		ids('otp.delivered', 'otp'),
		ids('otp.delivered', 'request'),
		orderKeys('otp.delivered', 'decision'),
		ids('otp.signed-in', 'otp'),
		['otp.signed-in', 'request', ['', hex(32)], [hex(31), hex(33), ' ']],
		['device.released', 'serial', [text(1), text(100)], ['', text(101)]],
		oneOf('secret.accessed', 'what', 'code', 'password', 'code-and-password'),
		oneOf('secret.accessed', 'how', 'viewed', 'copied', 'printed', 'downloaded'),
		rows('secret.accessed', 'accounts', 'x'),
		atMost('secret.accessed', 'accounts.0', 130),
		oneOf('backup.made', 'protection', 'passphrase', 'recovery-kit')
	] as (readonly [EntryKind, string, readonly unknown[], readonly unknown[]])[])(
		'of %s, %s, holds to the last one',
		(kind, path, within, beyond) => {
			const steps = path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
			const shown = (value: unknown) => JSON.stringify(value).slice(0, 60);
			for (const value of within) {
				const body = withValueAt(oneOfEach[kind], steps, value);
				expect(read(kind, body), shown(value)).toMatchObject({ kind, body });
			}
			for (const value of beyond)
				expect(read(kind, withValueAt(oneOfEach[kind], steps, value)), shown(value)).toBeNull();
		}
	);

	it('of rows holds too where they are written by columns', () => {
		const imported = (count: number) =>
			encodeContent(stamp, {
				kind: 'accounts.imported',
				body: {
					run: '4a'.repeat(16),
					source: '',
					rows: Array.from({ length: count }, (_, n) => [`${n}`, null, null, null, ''])
				}
			});
		expect(readBytes(imported(1_000))).not.toBeNull();
		expect(readBytes(imported(1_001))).toBeNull();
	});
});

describe('a decision', () => {
	const { otp, request } = oneOfEach['otp.decided'];
	const approved = { verdict: 'approved' };
	const rejected = { verdict: 'rejected', reason: 'other', text: '' };

	it.each([
		['sealed', { decision: approved, sealed: 'AAAA' }, true],
		['released by a hub', { decision: approved, sealed: '', grantedAt: 1 }, true],
		['neither sealed nor released', { decision: approved, sealed: '' }, false],
		['both', { decision: approved, sealed: 'AAAA', grantedAt: 1 }, false],
		['a rejection that a hub would have released', { decision: rejected, sealed: '', grantedAt: 1 }, false],
		['an approval with a reason', { decision: { ...rejected, verdict: 'approved' }, sealed: 'AAAA' }, false],
		['a rejection without one', { decision: { verdict: 'rejected' }, sealed: 'AAAA' }, false],
		['of another verdict', { decision: { verdict: 'postponed' }, sealed: 'AAAA' }, false],
		['at the latest time', { decision: approved, sealed: '', grantedAt: 0xffff_ffff_ffff }, true],
		['later than that', { decision: approved, sealed: '', grantedAt: 0x1_0000_0000_0000 }, false],
		['before 1970', { decision: approved, sealed: '', grantedAt: -1 }, false]
	])('%s: %#', (_, body, isRead) => {
		expect(read('otp.decided', { otp, request, ...body }) !== null).toBe(isRead);
	});
});

describe('content', () => {
	const body = oneOfEach['workspace.renamed'];
	const kind = 'workspace.renamed';
	const good = `{"stamp":"${stamp}","kind":"${kind}","body":{"name":"Fabrikam"}}`;

	it('of a kind that nobody knows is said to be so, whatever its body', () => {
		for (const unknown of ['rooms.dreamt', '', '__proto__', 'constructor', 'toString'])
			for (const value of [null, 7, [], { a: { b: [] } }, body])
				expect(read(unknown, value)).toEqual({ unknownKind: unknown });
		expect(read('x'.repeat(60), body)).toEqual({ unknownKind: 'x'.repeat(60) });
		expect(read('x'.repeat(61), body)).toBeNull();
	});

	it.each([
		['no stamp', { kind, body }],
		['a stamp that is a number', { stamp: 7, kind, body }],
		['a short stamp', { stamp: stamp.slice(1), kind, body }],
		['a long stamp', { stamp: `0${stamp}`, kind, body }],
		['a stamp in capitals', { stamp: stamp.toUpperCase(), kind, body }],
		['no kind', { stamp, body }],
		['a kind that is a number', { stamp, kind: 7, body }],
		['an id of its own', { stamp, kind, body, id }],
		['an author of its own', { stamp, kind, body, author }],
		['an array', [stamp, kind, body]],
		['text', good],
		['null', null]
	])('with %s is refused', (_, content) => {
		expect(readText(good)).not.toBeNull();
		expect(readText(JSON.stringify(content))).toBeNull();
	});

	it.each([
		['nothing', ''],
		['a byte order mark', `\ufeff${good}`],
		['text behind it', `${good} more`],
		['a second one behind it', good + good],
		['a zero behind it', `${good}\0`],
		['a comma behind the last field', good.replace('}}', '},}')],
		['an end that is missing', good.slice(0, -1)],
		['a comment', `${good}// so`],
		['single quotes', good.replaceAll('"', "'")]
	])('with %s is refused', (_, text) => {
		expect(readText(text)).toBeNull();
	});

	it('may have spaces around it, as JSON has', () => {
		expect(readText(` \t\r\n${good.replaceAll(':', ' : ')}\n`)).toEqual(readText(good));
	});

	it('is UTF-8 and nothing else', () => {
		const bytes = [...encoder.encode(good)];
		const at = bytes.indexOf('F'.charCodeAt(0));
		const withBytes = (...others: number[]) => Uint8Array.from(bytes.toSpliced(at, 1, ...others));
		expect(readBytes(withBytes(0xc3, 0x86))).toMatchObject({ body: { name: 'Æabrikam' } });
		for (const broken of [
			[0xff],
			[0xc3],
			[0xc0, 0x80],
			// A lone surrogate, as CESU-8 would write it.
			[0xed, 0xa0, 0x80],
			[0xf5, 0x80, 0x80, 0x80]
		])
			expect(readBytes(withBytes(...broken)), broken.join()).toBeNull();
		expect(readBytes(Uint8Array.from([...good].flatMap((c) => [c.charCodeAt(0), 0])))).toBeNull();
	});

	it('that says a field twice means the last, on every tablet', () => {
		expect(
			readText(
				`{"stamp":"${stamp}","kind":"backup.made","kind":"${kind}","body":{"name":"One","name":"Two"}}`
			)
		).toMatchObject({ kind, body: { name: 'Two' } });
		// The first of them counts for nothing, also where it alone would be right.
		expect(readText(good.replace('"Fabrikam"', '"Fabrikam","name":7'))).toBeNull();
		expect(readText(good.replace('"Fabrikam"', '7,"name":"Fabrikam"'))).toEqual(readText(good));
	});

	it.each(['__proto__', 'constructor', 'prototype'])(
		'with a field %s is refused, and changes no object',
		(field) => {
			for (const text of [
				good.replace('"name":', `"${field}":{"name":"x","polluted":true},"name":`),
				good.replace('{"name":"Fabrikam"}', `{"${field}":{"name":"Fabrikam"}}`),
				good.replace('"stamp":', `"${field}":{"polluted":true},"stamp":`),
				`{"stamp":"${stamp}","kind":"accounts.edited","body":{"columns":{"ids":["x"],"texts":[],"profile":null,"expected":null,"facts":null,"passwords":["x"],"${field}":{}}}}`,
				`{"stamp":"${stamp}","kind":"accounts.edited","body":{"${field}":{"rows":[]},"columns":{"ids":["x"],"texts":[],"profile":null,"expected":null,"facts":null,"passwords":["x"]}}}`
			])
				expect(readText(text), text).toBeNull();
			expect(({} as Record<string, unknown>).polluted).toBeUndefined();
			expect(Object.keys(Object.prototype)).toEqual([]);
		}
	);

	it('may name an account, a check or a serial number as a part of every object is', () => {
		for (const name of ['__proto__', 'constructor', 'toString']) {
			expect(read('check.waived', { check: name, waived: true })).toMatchObject({ body: { check: name } });
			expect(read('accounts.deleted', { accounts: [name] })).toMatchObject({ body: { accounts: [name] } });
			expect(read('device.released', { serial: name })).toMatchObject({ body: { serial: name } });
		}
	});

	it.each(['[', '{"a":'])('nested a million deep by %s is refused or skipped, and nothing breaks', (open) => {
		const close = open === '[' ? ']' : '}';
		const deep = open.repeat(1_000_000) + (open === '[' ? '' : '1') + close.repeat(1_000_000);
		expect(readText(good.replace('"Fabrikam"', deep))).toBeNull();
		expect(readText(deep)).toBeNull();
		expect(readText(open.repeat(1_000_000))).toBeNull();
		// An engine that runs out of stack says that it is malformed, which keeps it as well.
		const unknown = readText(`{"stamp":"${stamp}","kind":"rooms.dreamt","body":${deep}}`);
		expect([null, 'rooms.dreamt']).toContain(
			unknown && 'unknownKind' in unknown ? unknown.unknownKind : unknown
		);
	});

	it.each([
		['1e400', false],
		['-1e400', false],
		['1e3', true],
		['1000.0', true],
		['1e-400', true],
		['281474976710655', true],
		['281474976710656', false],
		['281474976710655.4', false],
		['0.1', false],
		['01', false],
		['+1', false],
		['0x10', false],
		['NaN', false],
		['Infinity', false],
		['"1"', false],
		['1n', false],
		['9'.repeat(400), false]
	])('with the time %s: read is %s', (number, isRead) => {
		const otps = JSON.stringify(oneOfEach['otps.extended'].otps);
		const entry = readText(
			`{"stamp":"${stamp}","kind":"otps.extended","body":{"otps":${otps},"redeemBy":${number}}}`
		);
		if (isRead) expect(entry).toMatchObject({ body: { redeemBy: Math.trunc(Number(number)) } });
		else expect(entry).toBeNull();
	});

	it('keeps half of a surrogate pair as it is, since a name that is cut may end in one', () => {
		for (const name of ['\ud83d', 'Room \udca1', '\ud800\ud800', 'a\u0000b', '\ufeffFjord', '\u202e']) {
			const written = encodeContent(stamp, { kind, body: { name } });
			expect(readBytes(written)).toMatchObject({ body: { name } });
		}
		expect(readText(good.replace('Fabrikam', '\\ud83d'))).toMatchObject({ body: { name: '\ud83d' } });
	});
});
