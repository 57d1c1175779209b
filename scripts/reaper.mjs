// Ends process groups whose starter is gone: see child.mjs, which starts this and writes `+GROUP` and `-GROUP` to it.
import process from 'node:process';
import { createInterface } from 'node:readline';
import { signalGroup } from './child.mjs';

/** Ms that a group has to end by itself. */
const patience = 2_000;

/** @type {Set<number>} */
const groups = new Set();

for await (const line of createInterface(process.stdin)) {
	const group = Number(line.slice(1));
	if (line.startsWith('+')) groups.add(group);
	else groups.delete(group);
}
// The input has ended, and with it the process that wrote to it.
for (const group of groups) signalGroup(group, 'SIGTERM');
for (let waited = 0; waited < patience && [...groups].some(isAlive); waited += 50)
	await new Promise((resolve) => setTimeout(resolve, 50));
for (const group of groups) signalGroup(group, 'SIGKILL');

/** @param {number} group */
function isAlive(group) {
	try {
		process.kill(process.platform === 'win32' ? group : -group, 0);
		return true;
	} catch {
		return false;
	}
}
