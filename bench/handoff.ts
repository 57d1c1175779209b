import { compare } from './support/compare';

export default compare({
	name: 'handoff',
	page: 'bench/handoff/page.ts',
	work: 'handoff: 100 requests, each from the scanned text to the text of its decision, every step durable',
	peer: 'floor: their HPKE, HKDF and AES calls, and nothing else',
	ratio: 'work/peer',
	unit: 'times the floor',
	limit: { atMost: 3 }
});
