import { compare } from './support/compare';

export default compare({
	name: 'handoff',
	page: 'bench/handoff/page.ts',
	work: 'handoff: 100 requests at once, from the scanned texts to the texts of their decisions, durable',
	peer: 'floor: their HPKE, HKDF and AES calls, and nothing else',
	also: 'the same 100 one after the other, each of their 300 steps on disk before the next',
	ratio: 'work/peer',
	unit: 'times the floor',
	limit: { atMost: 3 },
	runs: 15
});
