import { compare } from './support/compare';

export default compare({
	name: 'issue',
	page: 'bench/issue/page.ts',
	work: 'issue: 10,000 OTPs with generated passwords, durable',
	peer: 'floor: their HKDF and AES-GCM calls and one IndexedDB transaction of the same bytes',
	ratio: 'work/peer',
	unit: 'times the floor',
	limit: { atMost: 2 },
	runs: 15
});
