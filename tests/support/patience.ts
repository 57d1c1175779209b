// What runs before each file of unit tests: how long they wait for what is to happen. It is a safety net for tests that wait for
// ever, many times what anything takes, and never a verdict on how fast something was.
import process from 'node:process';
import { vi } from 'vitest';

// scripts/mutation has less: what a mutant keeps from happening is waited for so often that two minutes would be hours.
const patient = { timeout: Number(process.env.PATIENCE ?? 120_000), interval: 20 };

const { waitFor, waitUntil } = vi;
vi.waitFor = (check, options) => waitFor(check, withPatience(options));
vi.waitUntil = (check, options) => waitUntil(check, withPatience(options));

function withPatience(options: Parameters<typeof vi.waitFor>[1]) {
	return { ...patient, ...(typeof options === 'number' ? { timeout: options } : options) };
}
