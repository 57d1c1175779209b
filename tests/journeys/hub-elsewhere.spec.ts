import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { buildForHubElsewhere, hubElsewhere } from '../../scripts/build-for-hub.mjs';
import { startHub } from '../../src/hub/testing/hub-process';
import { openRoom, redeem } from '../support/at-the-room';
import { BuildServer } from '../support/build-server';
import { ConsoleErrors } from '../support/console-errors';
import { rollOut } from '../support/rollout';
import { openByNavigation } from '../support/sample';
import { connectToHub, newPhone, newTablet } from '../support/tablet';
import { expect, test } from '../support/test';

test('an app that was built for a hub elsewhere works with it where the hub lists its origin, and nowhere else', async ({
	launchOptions
}) => {
	const directory = await buildForHubElsewhere();
	const listed = await BuildServer.start(directory);
	const unlisted = await BuildServer.start(directory);
	const data = await mkdtemp(join(tmpdir(), 'roompass-hub-'));
	const hub = await startHub({ DATA_DIR: data, ALLOWED_ORIGINS: listed.url });
	const rule = `MAP ${new URL(hubElsewhere).host} ${new URL(hub.url).host}`;
	const args = [...(launchOptions.args ?? []), `--host-resolver-rules=${rule}`];
	let browser: Browser | undefined;
	try {
		browser = await chromium.launch({ ...launchOptions, args });
		await test.step('listed: connected, asked, approved', async () => {
			const errors = new ConsoleErrors();
			const admin = await newTablet(browser!, listed, errors);
			const codes = await rollOut(admin, [{ name: 'Fjord' }, { name: 'Glacier' }]);
			const policy = admin.locator('meta[http-equiv="content-security-policy" i]');
			expect(await policy.getAttribute('content')).toContain(`connect-src 'self' ${hubElsewhere};`);
			await connectToHub(admin);
			const phone = await newPhone(browser!, listed, errors);
			await redeem(phone, { name: 'Fjord', code: codes.get('Fjord')!, serial: 'SN-1' });
			await expect(phone.getByRole('heading', { name: 'Sent to your admins' })).toBeVisible();
			await openByNavigation(admin, 'Approvals');
			await admin.getByRole('button', { name: 'Approve: Fjord' }).click();
			await expect(phone.getByRole('heading', { name: 'Approved' })).toBeVisible();
			expect(errors.unexpected).toEqual([]);
		});

		await test.step('not listed: the browser keeps the answers from it', async () => {
			const errors = new ConsoleErrors();
			errors.expect(/blocked by CORS policy|net::ERR_FAILED/);
			const admin = await newTablet(browser!, unlisted, errors);
			const codes = await rollOut(admin, [{ name: 'Fjord' }, { name: 'Glacier' }]);
			await openByNavigation(admin, 'Settings');
			await admin.getByRole('button', { name: 'Connect', exact: true }).click();
			await expect(admin.getByText('The hub does not answer.')).toBeVisible();
			const phone = await newPhone(browser!, unlisted, errors);
			await redeem(phone, { name: 'Fjord', code: codes.get('Fjord')!, serial: 'SN-1' });
			await expect(phone.getByText('Will be sent when there is a network')).toBeVisible();
			await openRoom(phone, 'Fjord');
			await expect(phone.getByRole('img', { name: 'QR of the request' })).toBeVisible();
			expect(errors.unexpected).toEqual([]);
		});
	} finally {
		await browser?.close();
		await hub.kill();
		await listed.stop();
		await unlisted.stop();
		await rm(data, { recursive: true, force: true });
	}
});
