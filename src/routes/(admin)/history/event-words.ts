import { accountTitle, type AccountGroup } from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import type { CheckId } from '$lib/domain/readiness';
import type { WorkspaceState } from '$lib/journal/state';
import { m } from '$lib/paraglide/messages';
import { dateTime, list } from '$lib/ui/format';
import { checkWords, rejectionWords } from '$lib/words/statuses';
import { memberName } from '../approvals/warning-words';
import type { EventDetail, EventGroup, HistoryEvent } from './event';

/** What each group of events is called. */
export const eventGroupWords: Record<EventGroup, () => string> = {
	accounts: m.history_group_accounts,
	otps: m.history_group_otps,
	secrets: m.history_group_secrets,
	workspace: m.history_group_workspace
};

/** Who did it. */
export function authorWords(state: WorkspaceState, { author }: HistoryEvent): string {
	if (author === state.workspace) return m.history_author_founder();
	return memberName(state, author);
}

/** What happened, as a sentence without who and when. */
export function eventWords(state: WorkspaceState, { detail }: HistoryEvent): string {
	switch (detail.kind) {
		case 'accounts.imported':
			return detail.account
				? m.history_imported_one({
						name: nameOf(state, detail),
						source: detail.source,
						what: groupWords(detail.groups)
					})
				: m.history_imported({ count: detail.count, source: detail.source });
		case 'accounts.edited':
			if (detail.confirmed && detail.groups.length === 1)
				return detail.account
					? m.history_confirmed_one({ name: nameOf(state, detail) })
					: m.history_confirmed({ count: detail.count });
			return detail.account
				? m.history_edited_one({ name: nameOf(state, detail), what: groupWords(detail.groups) })
				: m.history_edited({ count: detail.count, what: groupWords(detail.groups) });
		case 'accounts.deleted':
			return m.history_deleted({ count: detail.count, name: nameOf(state, detail) });
		case 'accounts.restored':
			return m.history_restored({ count: detail.count, name: nameOf(state, detail) });
		case 'check.waived': {
			const check = checkWords[detail.check as CheckId]?.title() ?? detail.check;
			return detail.waived ? m.history_check_waived({ check }) : m.history_check_asked({ check });
		}
		case 'otps.issued':
			return m.history_issued({ count: detail.count, name: nameOf(state, detail), batch: detail.name });
		case 'batch.renamed':
			return m.history_batch_renamed({ batch: detail.name });
		case 'otps.voided':
			return m.history_voided({ count: detail.count, name: nameOf(state, detail) });
		case 'otps.extended':
			return m.history_extended({
				count: detail.count,
				name: nameOf(state, detail),
				until: dateTime(detail.redeemBy)
			});
		case 'otp.requested': {
			const device = [detail.make, detail.model, detail.serial].filter(Boolean).join(' ');
			return m.history_requested({ name: nameOf(state, detail), device });
		}
		case 'otp.decided': {
			const name = nameOf(state, detail);
			if (detail.isAutomatic) return m.history_granted({ name });
			if (detail.decision.verdict === 'approved') return m.history_approved({ name });
			const { reason, text } = detail.decision;
			return m.history_rejected({ name, reason: text || rejectionWords[reason]() });
		}
		case 'otp.decision-withdrawn':
			return m.history_withdrawn({ name: nameOf(state, detail) });
		case 'otp.handed-over':
			return m.history_handed_over({ name: nameOf(state, detail) });
		case 'device.released':
			return m.history_released({ serial: detail.serial });
		case 'otp.delivered':
			return m.history_delivered({ name: nameOf(state, detail) });
		case 'otp.signed-in':
			return m.history_signed_in({ name: nameOf(state, detail) });
		case 'secret.accessed':
			return m.history_secret({
				what: secretWords[detail.what]({ count: detail.count }),
				how: accessWords[detail.how](),
				whose: detail.account ? nameOf(state, detail) : m.history_accounts({ count: detail.count })
			});
		case 'workspace.created':
			return m.history_workspace_created({ name: detail.name });
		case 'workspace.renamed':
			return m.history_workspace_renamed({ name: detail.name });
		case 'member.added':
			return m.history_member_added({ name: detail.name });
		case 'member.removed':
			return m.history_member_removed({
				name: memberName(state, detail.member)
			});
		case 'preferences.set':
			return detail.autoApproval ? m.history_preferences_set_auto() : m.history_preferences_set();
		case 'backup.made':
			return m.history_backup_made();
		case 'recovery-kit.made':
			return m.history_kit_made();
	}
}

const secretWords = {
	code: m.history_secret_code,
	password: m.history_secret_password,
	'code-and-password': m.history_secret_both
};

const accessWords = {
	viewed: m.history_how_viewed,
	copied: m.history_how_copied,
	printed: m.history_how_printed,
	downloaded: m.history_how_downloaded
};

const accountGroupWords: Record<AccountGroup, () => string> = {
	profile: m.history_what_profile,
	expected: m.history_what_expected,
	facts: m.history_what_facts,
	credential: m.history_what_credential,
	existence: m.history_what_existence
};

function groupWords(groups: readonly AccountGroup[]): string {
	return list(groups.map((group) => accountGroupWords[group]()));
}

function nameOf(state: WorkspaceState, detail: Extract<EventDetail, { account: AccountId | null }>): string {
	const account = detail.account && state.accounts.get(detail.account);
	return account ? accountTitle(account) : (detail.account ?? m.history_account_unknown());
}
