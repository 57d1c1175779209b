import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsOf, sequenceOf } from './sent';

/** Positions in order with a sequence number each, both with gaps here and there. */
const numbered = fc
	.array(fc.record({ skip: fc.constantFrom(0, 0, 0, 1, 5), jump: fc.constantFrom(0, 0, 0, 2) }), {
		maxLength: 60
	})
	.map((steps) => {
		let [position, sequence] = [0, 0];
		return steps.map(({ skip, jump }) => ({
			position: (position += 1 + skip),
			sequence: (sequence += 1 + jump)
		}));
	});

describe('runs', () => {
	it('say of each entry the number that it got, however many pushes there were', () => {
		fc.assert(
			fc.property(numbered, fc.nat({ max: 60 }), (entries, cut) => {
				const runs = new Map<number, ReturnType<typeof runsOf>[number]>();
				for (const push of [entries.slice(0, cut), entries.slice(cut)]) {
					const made = runsOf(
						push.map(({ position }) => position),
						push.map(({ sequence }) => sequence),
						[...runs.values()].at(-1)
					);
					for (const run of made) runs.set(run.position, run);
				}
				const all = [...runs.values()];
				const taken = new Set(entries.map(({ position }) => position));
				for (const { position, sequence } of entries)
					expect(sequenceOf({ position, sequence: 0 }, all)).toBe(sequence);
				for (let position = 1; position < 400; position++)
					if (!taken.has(position)) expect(sequenceOf({ position, sequence: 0 }, all)).toBe(0);
			})
		);
	});

	it('are one where entries and numbers follow each other', () => {
		expect(runsOf([4, 5, 6], [11, 12, 13], { position: 1, count: 3, sequence: 8 })).toEqual([
			{ position: 1, count: 6, sequence: 8 }
		]);
	});

	it('leave alone what has a number of its own, also of another hub', () => {
		const runs = [{ position: 1, count: 9, sequence: 1 }];
		expect(sequenceOf({ position: 3, sequence: 77 }, runs)).toBe(77);
		expect(sequenceOf({ position: 3, sequence: -77 }, runs)).toBe(-77);
	});
});
