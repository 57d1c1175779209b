import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomBytes } from '$lib/protocol/bytes';
import { engines, newDatabase } from '../testing/new-hub';
import { openDatabase, type Database } from './database';

describe.each(engines)('a database on %s', (engine) => {
	let database: Database;
	beforeAll(async () => {
		database = await openDatabase(await newDatabase(engine));
		await database.query('create table things (id bytea, at bigint, name text unique)');
	});
	afterAll(() => database.close());

	const add = (id: Uint8Array, at: number | null, name: string | null) =>
		database.query('insert into things (id, at, name) values ($1, $2::bigint, $3) returning *', [
			id,
			at,
			name
		]);

	it('gives back what it was given, the same statement again and again', async () => {
		for (const things of [
			{ id: new Uint8Array(), at: 0, name: '' },
			{ id: randomBytes(1), at: Number.MAX_SAFE_INTEGER, name: null },
			{ id: randomBytes(100_000), at: null, name: 'Zürich ☎ \\x00' }
		]) {
			const [row] = await add(things.id, things.at, things.name);
			expect({ ...row, id: new Uint8Array(row!.id as Uint8Array) }).toEqual(things);
		}
	});

	it('answers what is asked after a statement that failed, by its values or its words', async () => {
		const id = randomBytes(16);
		await add(id, 1, 'first');
		await expect(add(id, 2, 'first')).rejects.toMatchObject({ code: '23505' });
		expect(await add(randomBytes(16), 3, 'third')).toHaveLength(1);
		for (let time = 0; time < 2; time++)
			await expect(database.query('select nothing from nowhere')).rejects.toMatchObject({ code: '42P01' });
		expect(await database.query('select name from things where id = $1', [id])).toEqual([{ name: 'first' }]);
	});

	it('answers each of many that are asked at once', async () => {
		const asked = Array.from({ length: 40 }, (_, i) =>
			i % 3 === 0
				? database.query('select nothing').catch(() => 'failed')
				: database.query('select $1::int as i', [i])
		);
		expect(await Promise.all(asked)).toEqual(
			Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? 'failed' : [{ i }]))
		);
	});

	it('tells of news, also of what the statement that was asked has caused', async () => {
		const heard: string[] = [];
		await database.listen((payload) => heard.push(payload));
		await database.query("select pg_notify('roompass', $1)", ['one']);
		await database.query("select pg_notify('roompass', $1)", ['two']);
		await expect.poll(() => heard).toEqual(['one', 'two']);
	});
});
