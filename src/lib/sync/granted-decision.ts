import { accountTitle } from '$lib/domain/account';
import { requestsOf } from '$lib/domain/decisions';
import type { Batch, Decided, Otp } from '$lib/domain/otp';
import { collectByOf } from '$lib/domain/provisioning';
import type { WorkspaceState } from '$lib/journal/state';
import { base64ToBytes } from '$lib/protocol/bytes';
import type { Code } from '$lib/protocol/code';
import { handOffKeysOf } from '$lib/protocol/code-keys';
import { sealDecision } from '$lib/protocol/decision';

/** Longer names of rooms are cut, as in every decision. In UTF-16 units. */
const maxRoom = 80;

/**
 * Seals what a hub has released by a grant as a decision for the device that got it. A hub that was set back to an older
 * backup knows neither the claim nor the release, and the grant itself would answer any device that has the code.
 * @returns `null` where the request or the password is not known here, or the request's key is none
 */
export async function grantedDecision(
	state: WorkspaceState,
	otp: Otp,
	batch: Batch,
	decided: Decided
): Promise<Uint8Array<ArrayBuffer> | null> {
	const asked = requestsOf(otp.facts).find(({ request }) => request === decided.request);
	const account = state.accounts.get(otp.account);
	if (!asked || !account?.credential) return null;
	const to = {
		workspace: state.workspace,
		request: asked.deviceRequest,
		publicKey: base64ToBytes(asked.publicKey)
	};
	try {
		return await sealDecision(to, await handOffKeysOf(otp.code as Code), {
			verdict: 'approved',
			signInName: account.profile.signInName,
			password: account.credential.password,
			room: accountTitle(account).slice(0, maxRoom),
			decidedAt: decided.at,
			collectBy: collectByOf(decided, batch)
		});
	} catch {
		return null;
	}
}
