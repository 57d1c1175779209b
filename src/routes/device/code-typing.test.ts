import { expect, it } from 'vitest';
import { groupedCode } from './code-typing';

it.each([
	['', ''],
	['k7qf', 'K7QF'],
	['k7qf9', 'K7QF-9'],
	['K7QF-9M2X-', 'K7QF-9M2X'],
	['k7qf 9m2x_4tbn.w3hd', 'K7QF-9M2X-4TBN-W3HD'],
	['k7q!', 'K7Q!']
])('%j becomes %j', (typed, grouped) => {
	expect(groupedCode(typed)).toBe(grouped);
});
