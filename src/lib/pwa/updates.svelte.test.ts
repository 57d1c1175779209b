import { describe, expect, it } from 'vitest';
import { checkInterval, isCheckDue } from './updates.svelte';

describe('isCheckDue', () => {
	it('waits an hour between two checks', () => {
		expect(isCheckDue(1_000, 1_000 + checkInterval - 1)).toBe(false);
		expect(isCheckDue(1_000, 1_000 + checkInterval)).toBe(true);
	});

	it('does not wait for years after the clock was set back', () => {
		expect(isCheckDue(Date.UTC(2030), Date.UTC(2026))).toBe(true);
	});
});
