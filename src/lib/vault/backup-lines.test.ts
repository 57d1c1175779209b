import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxEnvelopeBytes } from '$lib/protocol/entry-envelope';
import { entryLine, headerLine, joinLines, parseBackupLines } from './backup-lines';
import type { VaultSecrets } from './secrets';

const id = '00112233445566778899aabbccddeeff';
const secrets: VaultSecrets = {
	version: 1,
	workspace: id,
	epochs: [{ epoch: 1, key: `${'A'.repeat(43)}=` }],
	rootKey: 'AAAA',
	encryptionKey: 'BBBB',
	recoveryRecipient: null
};
const header = { workspace: { id, name: 'Contoso' }, createdAt: 5, createdBy: 'Tablet 1', secrets };
/** The first line as docs/backup.md has it. */
const first = { format: 'roompass-backup', version: 1, ...header, entries: 0 };
const damaged = { ok: false, error: { type: 'BackupDamaged' } };

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (text: string) => new TextEncoder().encode(text);
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
/** A backup's lines, ended as the document says. */
const ended = (...lines: readonly string[]) => {
	const body = lines.map((line) => `${line}\n`).join('');
	return `${body}{"end":true,"sha256":"${hashOf(body)}"}\n`;
};
const parse = (text: string) => parseBackupLines(bytesOf(text));
const withHeader = (over: object, ...lines: string[]) =>
	parse(ended(JSON.stringify({ ...first, ...over }), ...lines));

describe('the lines of a backup', () => {
	it('are those of docs/backup.md, in its order', () => {
		expect(textOf(headerLine(header, 7))).toBe(
			`{"format":"roompass-backup","version":1,"workspace":{"id":"${id}","name":"Contoso"},"createdAt":5,` +
				`"createdBy":"Tablet 1","entries":7,"secrets":${JSON.stringify(secrets)}}\n`
		);
		expect(textOf(entryLine({ sequence: 3, envelope: new Uint8Array([1, 2, 3]) }))).toBe(
			'{"sequence":3,"envelope":"AQID"}\n'
		);
		expect(textOf(entryLine({ sequence: null, envelope: new Uint8Array(0) }))).toBe(
			'{"sequence":null,"envelope":""}\n'
		);
	});

	it('are joined with their hash, and cleared, as secrets are in them', async () => {
		const lines = [bytesOf('one\n'), bytesOf('two\n')];
		expect(textOf(await joinLines(lines))).toBe(ended('one', 'two'));
		expect(lines.map((line) => [...line])).toEqual([Array(4).fill(0), Array(4).fill(0)]);
		expect(textOf(await joinLines([]))).toBe(ended());
	});

	it('are read back as they were written', async () => {
		const entry = fc.record({
			sequence: fc.option(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
			envelope: fc.uint8Array({ maxLength: 50 }).map((bytes) => new Uint8Array(bytes))
		});
		await fc.assert(
			fc.asyncProperty(fc.array(entry, { maxLength: 5 }), async (entries) => {
				const bytes = await joinLines([headerLine(header, entries.length), ...entries.map(entryLine)]);
				expect(await parseBackupLines(bytes)).toEqual({ ok: true, value: { ...header, entries } });
			})
		);
	});
});

describe('a header', () => {
	it('of a newer version is named so, whatever else it says', async () => {
		expect(await parse('{"format":"roompass-backup","version":2}\nwhatever')).toEqual({
			ok: false,
			error: { type: 'BackupTooNew', version: 2 }
		});
	});

	it.each([
		['nothing', ''],
		['no JSON', 'age\n'],
		['another format', '{"format":"roompass","version":1}\n'],
		['no version', '{"format":"roompass-backup"}\n'],
		['a version between two', '{"format":"roompass-backup","version":1.5}\n'],
		['a version in words', '{"format":"roompass-backup","version":"1"}\n'],
		['null', 'null\n']
	])('that is %s is of no backup', async (_, text) => {
		expect(await parse(text)).toEqual({ ok: false, error: { type: 'NotABackup' } });
	});

	it('needs no more than its fields, right to the edge', async () => {
		expect(await withHeader({})).toEqual({ ok: true, value: { ...header, entries: [] } });
		expect(await withHeader({ createdAt: 0, createdBy: '' })).toMatchObject({ ok: true });
	});

	it.each([
		['of a version before the first', { version: 0 }],
		['with another field', { note: 1 }],
		['whose workspace has another field', { workspace: { id, name: 'Contoso', note: 1 } }],
		['whose workspace has no name', { workspace: { id } }],
		['whose workspace is not that of its secrets', { workspace: { id: '1'.repeat(32), name: 'Contoso' } }],
		['made at no time', { createdAt: '5' }],
		['made at half a millisecond', { createdAt: 0.5 }],
		['made by nobody', { createdBy: undefined }],
		['with fewer than no entries', { entries: -1 }],
		['with half an entry', { entries: 0.5 }],
		['with as many entries as it likes', { entries: null }],
		['without secrets', { secrets: null }],
		['with secrets that are none', { secrets: { ...secrets, epochs: [] } }]
	])('%s is damaged', async (_, over) => {
		expect(await withHeader(over)).toEqual(damaged);
	});
});

describe('an entry', () => {
	const entry = '{"sequence":1,"envelope":"AQID"}';

	it('may be the first at its hub, or at none', async () => {
		expect(await withHeader({ entries: 2 }, entry, '{"sequence":null,"envelope":""}')).toMatchObject({
			value: {
				entries: [
					{ sequence: 1, envelope: new Uint8Array([1, 2, 3]) },
					{ sequence: null, envelope: new Uint8Array(0) }
				]
			}
		});
	});

	it.each([
		['no JSON', 'entry'],
		['empty', ''],
		['without a number', '{"envelope":"AQID"}'],
		['numbered 0', '{"sequence":0,"envelope":"AQID"}'],
		['numbered in between', '{"sequence":1.5,"envelope":"AQID"}'],
		['without an envelope', '{"sequence":1}'],
		['with bytes in no base64', '{"sequence":1,"envelope":"A?"}'],
		['with another field', '{"sequence":1,"envelope":"AQID","note":1}']
	])('that is %s damages the whole', async (_, line) => {
		expect(await withHeader({ entries: 1 }, line)).toEqual(damaged);
		expect(await withHeader({ entries: 2 }, entry, line)).toEqual(damaged);
	});

	it('as long as an envelope may be is read, and not one byte more', async () => {
		const lineOf = (length: number) =>
			JSON.stringify({ sequence: 1, envelope: Buffer.alloc(length).toString('base64') });
		expect(await withHeader({ entries: 1 }, lineOf(maxEnvelopeBytes))).toMatchObject({ ok: true });
		expect(await withHeader({ entries: 1 }, lineOf(maxEnvelopeBytes + 1))).toEqual(damaged);
	});

	it.each([
		['fewer', 2],
		['more', 0]
	])('is counted: %s than the header says are refused', async (_, entries) => {
		expect(await withHeader({ entries }, entry)).toEqual(damaged);
	});
});

describe('the last line', () => {
	const line = JSON.stringify(first);
	const whole = ended(line);

	it.each([
		['is missing', `${line}\n`],
		['is cut off', whole.slice(0, -1)],
		['is followed by another', `${whole}\n`],
		['is of other lines', whole.replace('Contoso', 'Fabrikam')],
		['has another hash', ended(line).replace(/.{5}"}\n$/, '00000"}\n')],
		['is written another way', whole.replace('"end":true,', '"end": true,')]
	])('that %s damages the whole', async (_, text) => {
		expect(await parse(text)).toEqual(damaged);
	});
});
