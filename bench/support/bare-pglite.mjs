// PGlite with nothing around it, in a process of its own: bare-pglite.mjs FOLDER. Says when it is open, and stays until ended.
import process from 'node:process';
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create({ dataDir: process.argv[2] });
await db.query('select 1');
process.on('SIGTERM', () => void db.close().then(() => process.exit(0)));
process.on('message', () => undefined);
process.send?.('open');
