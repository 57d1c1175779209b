import { compare } from './support/compare';
import { hubAndPouchDb } from './support/hub-and-pouchdb';

export default compare({
	name: 'sync',
	page: 'bench/sync/page.ts',
	work: 'sync: a new tablet pulls 10,000 accounts with OTPs, to the state that screens read',
	peer: 'PouchDB replicates 10,000 documents from express-pouchdb, and reads them',
	ratio: 'peer/work',
	unit: 'times faster than PouchDB',
	limit: { atLeast: 20 },
	setUp: hubAndPouchDb
});
