import { redeem } from '../support/at-the-room';
import { ConsoleErrors } from '../support/console-errors';
import { Installation } from '../support/installation';
import { rollOut } from '../support/rollout';
import { openByNavigation } from '../support/sample';
import { connectToHub, newPhone, newTablet } from '../support/tablet';
import { expectAccessible } from '../support/accessibility';
import { expect, test } from '../support/test';

test('while the hub’s database is away, tablet and phone say so by themselves, and go on when it is back', async ({
	browser
}) => {
	const installation = await Installation.start();
	const errors = new ConsoleErrors();
	// What the browser itself says of a hub that answers 503.
	errors.expect(/status of 503/);
	const tablet = await newTablet(browser, installation, errors);
	const phone = await newPhone(browser, installation, errors);
	try {
		const codes = await rollOut(tablet, [{ name: 'Fjord' }, { name: 'Glacier' }]);
		await connectToHub(tablet);
		await redeem(phone, { name: 'Fjord', code: codes.get('Fjord')!, serial: 'SN-1' });
		await expect(phone.getByRole('heading', { name: 'Sent to your admins' })).toBeVisible();
		await expect(tablet.getByText('Connected', { exact: true })).toBeVisible();

		await installation.databaseOff();
		await expect(tablet.getByText(/^Hub unreachable since/).first()).toBeVisible();
		await expect(tablet.getByText('Connected', { exact: true })).toHaveCount(0);
		await expect(phone.getByText(/The server has not answered since/)).toBeVisible();
		await expectAccessible(tablet);
		await expectAccessible(phone);

		await installation.databaseOn();
		await expect(tablet.getByText('Connected', { exact: true })).toBeVisible();
		await openByNavigation(tablet, 'Approvals');
		await tablet.getByRole('button', { name: 'Approve: Fjord' }).click();
		await expect(phone.getByRole('heading', { name: 'Approved' })).toBeVisible();
		expect(errors.unexpected).toEqual([]);
	} finally {
		for (const page of [tablet, phone]) await page.context().close();
		await installation.stop();
	}
});
