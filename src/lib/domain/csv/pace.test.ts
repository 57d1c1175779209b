import { describe, expect, it } from 'vitest';
import { forEachPaced, goOn } from './pace';

const items = (length: number) => Array.from({ length }, (_, i) => i);

/** Works through so many items, and notes what happens. */
async function run(length: number, stopAt?: number) {
	const stop = new AbortController();
	const worked: number[] = [];
	const happened: string[] = [];
	const isDone = await forEachPaced(
		items(length),
		(item) => {
			worked.push(item);
			if (item === stopAt) stop.abort();
		},
		{
			pause: async () => void happened.push(`pause at ${worked.length}`),
			progress: (done) => happened.push(`${done} done`),
			signal: stop.signal
		}
	);
	return { isDone, worked, happened };
}

describe('paced work', () => {
	it('is done for every item in order, with a pause after 2,000 each', async () => {
		const { isDone, worked, happened } = await run(5_000);
		expect(isDone).toBe(true);
		expect(worked).toEqual(items(5_000));
		expect(happened).toEqual([
			'0.4 done',
			'pause at 2000',
			'0.8 done',
			'pause at 4000',
			'1 done',
			'pause at 5000'
		]);
	});

	it('has one slice for 2,000, and none for nothing', async () => {
		expect((await run(2_000)).happened).toEqual(['1 done', 'pause at 2000']);
		expect(await run(0)).toEqual({ isDone: true, worked: [], happened: [] });
	});

	it('ends with the slice in which it was stopped, without a pause', async () => {
		const { isDone, worked, happened } = await run(5_000, 2_500);
		expect(isDone).toBe(false);
		expect(worked).toEqual(items(4_000));
		expect(happened).toEqual(['0.4 done', 'pause at 2000', '0.8 done']);
	});

	it('is stopped during a pause, too', async () => {
		const stop = new AbortController();
		expect(await goOn({ pause: async () => stop.abort(), signal: stop.signal }, 0.5)).toBe(false);
	});
});
