import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { importAccounts } from '$lib/commands/import-accounts';
import { emptyProfile, unknownFacts } from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import { newWorkspace } from '$lib/journal/testing/new-workspace';
import { Workspace } from '$lib/journal/workspace.svelte';
import { Wizard } from './wizard.svelte';

const hour = 3_600_000;
const id = (n: number) => `room${n}@contoso.com` as AccountId;

let workspace: Workspace;
let wizard: Wizard;
beforeEach(async () => {
	const { database, keys } = await newWorkspace();
	workspace = await Workspace.open(database, keys);
	const patches = [1, 2, 3].map((n) => ({
		id: id(n),
		profile: { ...emptyProfile, signInName: id(n), displayName: `Room ${n}`, site: 'Oslo' },
		facts: { ...unknownFacts, enabled: n !== 3 }
	}));
	await importAccounts(workspace, patches, 'test');
	wizard = new Wizard(workspace, [id(1), id(2), id(3)]);
});

describe('the wizard', () => {
	it('leaves out what is not ready', () => {
		expect(wizard.accounts).toEqual([id(1), id(2)]);
	});

	it('goes from step to step, and back to the review after an edit', async () => {
		await wizard.next();
		expect(wizard.step).toBe('configuration');
		await wizard.next();
		expect(wizard.step).toBe('review');
		wizard.edit('accounts');
		await wizard.next();
		expect(wizard.step).toBe('review');
		wizard.edit('configuration');
		await wizard.next();
		expect(wizard.step).toBe('review');
		expect([wizard.back(), wizard.step, wizard.back(), wizard.step, wizard.back()]).toEqual([
			true,
			'configuration',
			true,
			'accounts',
			false
		]);
	});

	it('says what is missing', () => {
		const now = Date.now();
		expect(wizard.faults(now)).toEqual(['no-password-source']);
		wizard.passwords = 'upload';
		wizard.typedName = ' ';
		wizard.start = 'later';
		wizard.expirationHours = null;
		expect(wizard.faults(now)).toEqual(['no-file', 'no-name', 'no-start', 'bad-expiration']);
		wizard.startAt = now + 400 * 24 * hour;
		expect(wizard.faults(now)).toContain('start-too-far');
		wizard.passwords = 'keep';
		expect(wizard.faults(now)).toContain('passwords-missing');
	});

	it('takes a start that has passed for now, and only refuses it while it is set', () => {
		const now = Date.now();
		wizard.passwords = 'generate';
		wizard.start = 'later';
		wizard.startAt = now - hour;
		wizard.step = 'configuration';
		expect(wizard.faults(now)).toEqual(['start-past']);
		wizard.step = 'review';
		expect(wizard.faults(now)).toEqual([]);
		expect(wizard.notBefore(now)).toBe(now);
	});

	it('generates for what is selected, and then can keep the passwords', async () => {
		expect(wizard.canKeepPasswords).toBe(false);
		wizard.passwords = 'generate';
		const generated = await wizard.generate();
		expect(generated.ok).toBe(true);
		expect(workspace.state.otps.size).toBe(2);
		expect(new Wizard(workspace, [id(1)]).canKeepPasswords).toBe(true);
	});

	it('comes back to the review with everything there when it is cancelled', async () => {
		wizard.passwords = 'generate';
		const running = wizard.generate();
		expect(wizard.isRunning).toBe(true);
		wizard.cancel();
		expect(await running).toEqual({ ok: false, error: { type: 'Cancelled' } });
		expect([wizard.step, wizard.isRunning, wizard.accounts.length]).toEqual(['review', false, 2]);
		expect(workspace.state.otps.size).toBe(0);
	});
});
