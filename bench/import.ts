import { compare } from './support/compare';

export default compare({
	name: 'import',
	page: 'bench/import/page.ts',
	work: 'import: a CSV file of 100,000 rows to durable accounts',
	peer: 'papaparse, then Dexie bulkPut, one record each, two indexes',
	ratio: 'peer/work',
	unit: 'times faster than one record each',
	limit: { atLeast: 8 }
});
