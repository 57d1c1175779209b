import { describe, expect, it, vi } from 'vitest';
import type { HubStanding } from '$lib/commands/hub.svelte';
import { hubWords } from './hub-words';

vi.stubGlobal('navigator', { language: 'en-GB' });

const at = (day: number, hours: number, minutes: number) => new Date(2026, 2, day, hours, minutes).getTime();
const now = at(9, 16, 30);
const words = (standing: HubStanding) => hubWords(standing, now);

describe('how a tablet stands with its hub, in words', () => {
	it('is nothing where it has none', () => {
		expect(words({ type: 'starting' })).toBeNull();
		expect(words({ type: 'not-connected' })).toBeNull();
	});

	it('is whether everything was sent, and else how much waits', () => {
		expect(words({ type: 'all-sent' })).toEqual({ tone: 'success', state: 'All sent' });
		expect(words({ type: 'waiting', count: 1 })).toEqual({ tone: 'info', state: '1 waiting' });
		expect(words({ type: 'waiting', count: 3 })).toMatchObject({ state: '3 waiting' });
		expect(words({ type: 'waiting', count: 1_234 })).toMatchObject({ state: '1,234 waiting' });
	});

	it('is since when the hub does not answer, with the day where it is not today', () => {
		const since = at(9, 14, 5);
		expect(words({ type: 'unreachable', since, isForeign: false })).toEqual({
			tone: 'warning',
			state: 'Hub unreachable since 14:05',
			text: 'Work goes on here and is sent when the hub answers.'
		});
		expect(words({ type: 'unreachable', since: at(8, 14, 5), isForeign: false })).toMatchObject({
			state: 'Hub unreachable since 8 Mar 2026, 14:05'
		});
		expect(words({ type: 'unreachable', since, isForeign: true })?.text).toContain('guest network');
	});

	it.each([
		['not-signed', 'does not know this tablet'],
		['quota-used-up', 'has used up its room'],
		['too-large', 'does not take what this tablet sends (too-large)']
	] as const)('is that it refuses (%s), and why', (problem, why) => {
		const said = words({ type: 'refused', problem, since: now });
		expect(said).toMatchObject({ tone: 'danger', state: 'Hub refuses' });
		expect(said?.text).toContain(why);
	});
});
