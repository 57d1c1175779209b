import { readFileSync } from 'node:fs';

/** Resident memory of a process, in MB of 1,000,000 bytes. Linux alone tells it so. */
export function residentMB(pid: number): number {
	const [, kB] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
	return Math.round((Number(kB) * 1_024) / 1_000_000);
}
