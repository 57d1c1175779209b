import { compare } from './support/compare';
import { hubAndPouchDb } from './support/hub-and-pouchdb';

export default compare({
	name: 'push',
	page: 'bench/push/page.ts',
	work: 'push: 1,000 entries that were made offline, until all are acknowledged',
	peer: 'PouchDB pushes 1,000 documents to express-pouchdb',
	ratio: 'peer/work',
	unit: 'times faster than PouchDB',
	limit: { atLeast: 5 },
	setUp: hubAndPouchDb
});
