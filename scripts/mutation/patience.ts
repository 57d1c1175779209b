import { vi } from 'vitest';

// As tests/support/patience.ts, but what a mutant keeps from happening is waited for so often that two minutes would be hours.
// This is still a hundred times what it takes, and the tests pass with it before anything is changed.
const patient = { timeout: 10_000, interval: 20 };

const { waitFor, waitUntil } = vi;
vi.waitFor = (check, options) => waitFor(check, withPatience(options));
vi.waitUntil = (check, options) => waitUntil(check, withPatience(options));

function withPatience(options: Parameters<typeof vi.waitFor>[1]) {
	return { ...patient, ...(typeof options === 'number' ? { timeout: options } : options) };
}
