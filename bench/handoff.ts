import { compare } from './support/compare';

export default compare({
	name: 'handoff',
	page: 'bench/handoff/page.ts',
	work: 'handoff: 100 requests one after the other, from the scanned text to the text of the decision, every step on disk',
	peer: 'floor: their HPKE, HKDF and AES calls, and nothing else',
	also: 'the same 100 at once, their entries sharing transactions',
	ratio: 'work/peer',
	unit: 'times the floor',
	limit: { atMost: 3 },
	runs: 15
});
