import { afterEach, expect, it, vi } from 'vitest';
import { openDatabase } from './database/database';
import { openHub } from './hub';
import { logToOutput } from './log';
import { newCode, TestDevice, TestMember, ticketFor } from './testing/people';
import { createDatabase } from './testing/postgres-server';
import { postgresUrl } from './testing/postgres-url';

afterEach(() => vi.restoreAllMocks());

it('failures are logged as JSON, a line each, which names nobody', async () => {
	let output = '';
	vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
		output += String(text);
		return true;
	});
	const url = await createDatabase(postgresUrl());
	const hub = await openHub({ database: { kind: 'postgres', url }, log: logToOutput });
	const member = await TestMember.found(hub.fetch);
	const code = newCode();
	await member.push([], [await ticketFor(code)]);
	const device = await TestDevice.make(hub.fetch, code);
	expect((await device.claim()).status).toBe(200);
	expect(output).toBe('');
	// Something that nobody has thought of: a value that does not fit, which the server's message quotes.
	const database = await openDatabase({ kind: 'postgres', url });
	await database.query('alter table items drop column at');
	await database.query('alter table tickets drop column device_hash');
	await database.close();
	const other = await TestDevice.make(hub.fetch, code);
	const answers = [
		await member.push([await member.entry()]),
		await member.ask('GET', '/pull?after=0'),
		await other.claim(),
		await device.state()
	];
	expect(answers.map(({ status }) => status)).toEqual([500, 500, 500, 500]);
	await hub.close();
	vi.restoreAllMocks();
	const lines = output.trim().split('\n');
	expect(lines.length).toBeGreaterThanOrEqual(answers.length);
	for (const line of lines) {
		const event = JSON.parse(line) as Record<string, unknown>;
		expect(Date.parse(String(event.time))).toBeGreaterThan(0);
		expect(['warn', 'error']).toContain(event.level);
		expect(String(event.event)).not.toBe('');
	}
	expect(output).toContain('"route":"/v1/tickets/:ticket/claim","status":500');
	const { workspace, member: id } = member;
	for (const secret of [code, workspace, id, device.ticketId, device.device, device.serialTag])
		expect(output).not.toContain(secret);
	expect(output).not.toMatch(/[0-9a-f]{16}/);
});
