// express-pouchdb with its databases in memory, the script of PouchDB for the browser, and a folder of pages on one origin, as a
// process of its own: pouchdb-server.mjs FOLDER
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import express from 'express';
import expressPouchDb from 'express-pouchdb';
import PouchDB from 'pouchdb';
import memory from 'pouchdb-adapter-memory';

PouchDB.plugin(memory);
process.chdir(mkdtempSync(join(tmpdir(), 'roompass-pouchdb-')));
const app = express();
app.use(express.static(process.argv[2]));
app.get('/pouchdb.js', (_, response) =>
	response.sendFile(fileURLToPath(new URL('node_modules/pouchdb/dist/pouchdb.min.js', import.meta.url)))
);
app.use(
	'/',
	expressPouchDb(PouchDB.defaults({ adapter: 'memory' }), { mode: 'minimumForPouchDB', logPath: '/dev/null' })
);
const server = app.listen(0, '127.0.0.1', () =>
	process.send({ url: `http://127.0.0.1:${server.address().port}` })
);
