import { approveRequests, decideRequest } from '$lib/commands/decide-request';
import { hub } from '$lib/commands/hub.svelte';
import { markSignedIn } from '$lib/commands/mark-signed-in';
import { withdrawDecision } from '$lib/commands/withdraw-decision';
import { clockTolerance } from '$lib/domain/approval-warnings';
import type { Decision } from '$lib/domain/otp';
import { warningsOf, clockBehind } from '$lib/journal/approval-context';
import { refOf, type Approval } from '$lib/journal/approvals';
import type { Workspace } from '$lib/journal/workspace.svelte';
import { m } from '$lib/paraglide/messages';
import { confirm } from '$lib/ui/confirm.svelte';
import { duration } from '$lib/ui/format';
import { toast } from '$lib/ui/toast';
import { storageErrorText } from '$lib/words/errors';
import { decisionErrorText } from './decision-words';
import { roomName, warningWords } from './warning-words';

/**
 * What the screens do with requests: the question before, the command, the word after. Each says whether it was done.
 */

/** `quiet`: its QR is shown at once, so no word follows, and no *Undo*. */
interface Manner {
	readonly quiet?: boolean;
}

/** Approves one, after asking where there are warnings. */
export async function approve(
	workspace: Workspace,
	approval: Approval,
	manner: Manner = {}
): Promise<boolean> {
	const { state } = workspace;
	const warnings = warningsOf(state, approval, Date.now());
	if (warnings.length > 0) {
		const lines = warnings.map((warning) => {
			const { title, text } = warningWords(state, approval.request, warning);
			return `• ${title}. ${text}`;
		});
		const agreed = await confirm({
			title: m.approvals_approve_title({ name: nameOf(workspace, approval) }),
			body: lines.join('\n'),
			action: m.approvals_approve_anyway(),
			tone: 'danger'
		});
		if (!agreed) return false;
	}
	return decided(workspace, approval, { verdict: 'approved' }, manner);
}

/** Rejects one, after asking where the tablet's clock is behind: an approver knows of it by its warning. */
export async function reject(
	workspace: Workspace,
	approval: Approval,
	decision: Extract<Decision, { verdict: 'rejected' }>,
	manner: Manner = {}
): Promise<boolean> {
	return (await clockIsAccepted(workspace)) && decided(workspace, approval, decision, manner);
}

/** Approves several without warnings, after asking. */
export async function approveAll(workspace: Workspace, approvals: readonly Approval[]): Promise<boolean> {
	const count = approvals.length;
	const rooms = approvals.map((approval) =>
		m.approvals_approve_many_row({
			name: nameOf(workspace, approval),
			words: approval.request.words.join(' ')
		})
	);
	const agreed = await confirm({
		title: m.approvals_approve_many_title({ count }),
		body: m.approvals_approve_many_body({ rooms: rooms.map((room) => `• ${room}`).join('\n') }),
		action: m.approvals_approve_selected({ count })
	});
	if (!agreed) return false;
	const result = await approveRequests(workspace, approvals.map(refOf));
	if (result.ok)
		toast.success(m.approvals_approved_many({ count: result.value.approved }), {
			// With a hub that answers they have left the tablet by now.
			undo: hub.isLive ? undefined : () => void withdrawAll(workspace, approvals)
		});
	else toast.error(decisionErrorText(result.error));
	return result.ok;
}

/** Takes back all of several decisions that have not left the tablet. */
async function withdrawAll(workspace: Workspace, approvals: readonly Approval[]): Promise<void> {
	const results = await Promise.all(
		approvals.map((approval) => withdrawDecision(workspace, refOf(approval)))
	);
	const count = results.filter(({ ok }) => ok).length;
	if (count > 0) toast.success(m.approvals_withdrawn_many({ count }));
	const failed = results.find((result) => !result.ok);
	if (failed && !failed.ok) toast.error(decisionErrorText(failed.error));
}

/** Takes a decision back. */
export async function withdraw(workspace: Workspace, approval: Approval): Promise<boolean> {
	const result = await withdrawDecision(workspace, refOf(approval));
	if (result.ok) toast.success(m.approvals_withdrawn({ name: nameOf(workspace, approval) }));
	else toast.error(decisionErrorText(result.error));
	return result.ok;
}

/** Notes that a device has signed in, after asking. */
export async function markDevice(workspace: Workspace, { otp, request }: Approval): Promise<boolean> {
	const agreed = await confirm({
		title: m.account_mark_title(),
		body: m.account_mark_body(),
		action: m.account_mark_signed_in()
	});
	if (!agreed) return false;
	const result = await markSignedIn(workspace, otp.id, request.request);
	if (result.ok) toast.success(m.account_marked());
	else toast.error(storageErrorText(result.error));
	return result.ok;
}

async function decided(
	workspace: Workspace,
	approval: Approval,
	decision: Decision,
	{ quiet = false }: Manner
): Promise<boolean> {
	const result = await decideRequest(workspace, refOf(approval), decision, { handedOver: quiet });
	if (!result.ok) {
		toast.error(decisionErrorText(result.error));
		return false;
	}
	if (quiet) return true;
	const name = nameOf(workspace, approval);
	const words = decision.verdict === 'approved' ? m.approvals_approved : m.approvals_rejected;
	toast.success(words({ name }), { undo: hub.isLive ? undefined : () => void withdraw(workspace, approval) });
	return true;
}

async function clockIsAccepted({ state }: Workspace): Promise<boolean> {
	const behind = clockBehind(state, Date.now());
	if (behind <= clockTolerance) return true;
	return confirm({
		title: m.approvals_approve_clock_title(),
		body: m.approvals_clock_body({ duration: duration(behind) }),
		action: m.approvals_clock_action(),
		tone: 'danger'
	});
}

function nameOf({ state }: Workspace, { otp }: Approval): string {
	return roomName(state, otp.account);
}
