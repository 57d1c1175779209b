// A hub and a folder of pages on one origin, as `npm start` serves the app, in a process of its own: serve-hub.mjs FOLDER
import process from 'node:process';
import { ensureHubBuilt, hubModule } from '../../scripts/build.mjs';
import { openHubOf } from '../../scripts/open-hub.mjs';
import { serve, stopOnSignal } from '../../scripts/serve.mjs';

await ensureHubBuilt(console.error);
const config = (await import(hubModule)).readConfig(process.env);
if (!config) throw new Error('HUB is off.');
const hub = await openHubOf(config, console.error);
const server = await serve({ directory: process.argv[2], hub: hub.served });
stopOnSignal(server, hub);
process.send?.({ url: server.url });
