import { expect, it } from 'vitest';
import { rejectionReasons } from '$lib/domain/otp';
import { rejectionWords } from './rejection-words';

it('each reason that an admin can give has words of its own, and what to do next', () => {
	const said = rejectionReasons.map((reason) => rejectionWords(reason));
	for (const field of ['reason', 'next'] as const)
		expect(new Set(said.map((words) => words[field])).size).toBe(rejectionReasons.length);
});

it('a reason of a newer version is told as another one', () => {
	for (const reason of ['from-the-future', '', 'toString', '__proto__'])
		expect(rejectionWords(reason)).toEqual(rejectionWords('other'));
});
