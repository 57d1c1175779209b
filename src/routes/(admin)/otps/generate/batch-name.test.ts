import { describe, expect, it } from 'vitest';
import { proposedBatchName, type BatchNameWords } from './batch-name';

const words: BatchNameWords = {
	day: '9 Mar 2026',
	list: (names) => names.join(' and '),
	more: (first, others) => `${first} and ${others} more`,
	named: (place, day) => `${place}, ${day}`,
	rooms: 'Rooms'
};

describe('proposedBatchName', () => {
	it.each([
		[['Oslo', 'Oslo'], 'Oslo, 9 Mar 2026'],
		[['Bergen', 'Oslo', 'Oslo', ''], 'Oslo and Bergen, 9 Mar 2026'],
		[['A', 'B', 'C', 'D', 'D'], 'D and 3 more, 9 Mar 2026'],
		[['', ''], 'Rooms, 9 Mar 2026']
	])('names the sites of %j', (sites, name) => {
		expect(proposedBatchName(sites, [], words)).toBe(name);
	});

	it('counts up where the name is taken', () => {
		const taken = ['Oslo, 9 Mar 2026', 'Oslo, 9 Mar 2026 (2)'];
		expect(proposedBatchName(['Oslo'], taken, words)).toBe('Oslo, 9 Mar 2026 (3)');
	});
});
