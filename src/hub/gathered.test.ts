import { expect, it } from 'vitest';
import { Unavailable } from './database/retry';
import { Gathered } from './gathered';

/** Doubles numbers, and keeps what it was given at once; fails where 13 is among them. */
function doubling(most = 100, weight?: ConstructorParameters<typeof Gathered<number, number>>[2]) {
	const batches: number[][] = [];
	const gathered = new Gathered<number, number>(
		async (numbers) => {
			batches.push([...numbers]);
			await new Promise((resolve) => setTimeout(resolve, 5));
			if (numbers.includes(13)) throw new Error('unlucky');
			if (numbers.includes(404)) throw new Unavailable('away');
			return numbers.map((n) => 2 * n);
		},
		most,
		weight
	);
	return { batches, add: (n: number) => gathered.add(n), idle: () => gathered.idle() };
}

it('does together what arrives meanwhile, and answers each with its own', async () => {
	const { batches, add } = doubling();
	const first = add(1);
	await new Promise((resolve) => setTimeout(resolve, 1));
	expect(await Promise.all([first, add(2), add(3)])).toEqual([2, 4, 6]);
	expect(batches).toEqual([[1], [2, 3]]);
});

it('does no more at once than is good, by number and by weight', async () => {
	const many = doubling(2);
	await Promise.all([1, 2, 3, 4, 5].map(many.add));
	expect(many.batches).toEqual([[1, 2], [3, 4], [5]]);
	const heavy = doubling(100, { of: (n) => n, max: 10 });
	await Promise.all([4, 5, 6, 50, 1].map(heavy.add));
	expect(heavy.batches).toEqual([[4, 5], [6], [50], [1]]);
});

it('lets one that fails fail alone', async () => {
	const { add, idle } = doubling();
	const answers = await Promise.allSettled([1, 13, 3].map(add));
	expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
	expect(await add(4)).toBe(8);
	await idle();
});

it('does what is added just when the last has been answered', async () => {
	for (let turns = 0; turns < 12; turns++) {
		const { add } = doubling();
		await add(1);
		for (let turn = 0; turn < turns; turn++) await Promise.resolve();
		expect(await add(2)).toBe(4);
	}
});

it('fails all at once where the database is away, and asks it once', async () => {
	const { batches, add } = doubling();
	const answers = await Promise.allSettled([1, 404, 3].map(add));
	expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
	expect(batches).toEqual([[1, 404, 3]]);
	expect(await add(4)).toBe(8);
});
