import { accountTitle } from '$lib/domain/account';
import type { ApprovalWarning } from '$lib/domain/approval-warnings';
import { looksLike } from '$lib/domain/device';
import type { AccountId, MemberId } from '$lib/domain/ids';
import type { Requested } from '$lib/domain/otp';
import type { WorkspaceState } from '$lib/journal/state';
import { m } from '$lib/paraglide/messages';
import { dateTime, duration } from '$lib/ui/format';
import { rejectionWords } from '$lib/words/statuses';

/** A warning in a few words, and what is behind it. */
export interface WarningWords {
	readonly title: string;
	readonly text: string;
}

/** What an account is called; accounts of entries that are not here have no name. */
export function roomName(state: WorkspaceState, id: AccountId): string {
	const account = state.accounts.get(id);
	return account && account.stamps.profile !== '' ? accountTitle(account) : id || m.approvals_unnamed();
}

/** What a tablet is called, by its member id. */
export function memberName(state: WorkspaceState, id: string): string {
	return state.members.get(id as MemberId)?.name ?? m.history_author_unknown();
}

/** What a device says of itself, in one line. */
export function deviceLine({ make, model, serial }: Pick<Requested, 'make' | 'model' | 'serial'>): string {
	const name = [make, model].filter(Boolean).join(' ');
	return [name, serial].filter(Boolean).join(' · ') || m.warning_provisioned_unknown();
}

/** @param request the one that the warning is about */
export function warningWords(
	state: WorkspaceState,
	request: Requested,
	warning: ApprovalWarning
): WarningWords {
	switch (warning.type) {
		case 'SerialDiffers':
			return {
				title: m.warning_serial(),
				text: looksLike(warning.expected, warning.given)
					? m.warning_misread_text({ expected: warning.expected, given: warning.given })
					: differs(warning)
			};
		case 'MakeDiffers':
			return { title: m.warning_make(), text: differs(warning) };
		case 'ModelDiffers':
			return { title: m.warning_model(), text: differs(warning) };
		case 'DeviceExpectedElsewhere': {
			const room = roomName(state, warning.account);
			return {
				title: m.warning_expected_elsewhere(),
				text: m.warning_expected_elsewhere_text({ serial: request.serial, room })
			};
		}
		case 'DeviceApprovedElsewhere': {
			const room = roomName(state, warning.account);
			const { serial } = request;
			return {
				title: m.warning_elsewhere(),
				text: m.warning_elsewhere_text({ serial, room, time: dateTime(warning.at) })
			};
		}
		case 'DeviceWaitsElsewhere': {
			const room = roomName(state, warning.account);
			const { serial } = request;
			return {
				title: m.warning_waits_elsewhere(),
				text: m.warning_waits_elsewhere_text({ serial, room, time: dateTime(warning.at) })
			};
		}
		case 'DeviceParked': {
			const room = roomName(state, warning.account);
			const reason = warning.text || rejectionWords[warning.reason]();
			return {
				title: m.warning_parked(),
				text: m.warning_parked_text({ room, time: dateTime(warning.at), reason })
			};
		}
		case 'OtpExpired':
			return warning.clock === 'redeem-by'
				? {
						title: m.warning_expired(),
						text: m.warning_expired_text({
							time: dateTime(warning.at),
							entered: dateTime(request.enteredAt)
						})
					}
				: { title: m.warning_decide_by(), text: m.warning_decide_by_text({ time: dateTime(warning.at) }) };
		case 'OtpNotYetValid':
			return {
				title: m.warning_not_yet(),
				text: m.warning_not_yet_text({ time: dateTime(warning.notBefore) })
			};
		case 'OtpRevoked':
			return { title: m.warning_revoked(), text: m.warning_revoked_text({ time: dateTime(warning.at) }) };
		case 'OtpSuperseded':
			return {
				title: m.warning_superseded(),
				text: m.warning_superseded_text({ time: dateTime(warning.at) })
			};
		case 'RedeemedByAnotherDevice':
			return {
				title: m.warning_other_device(),
				text: m.warning_other_device_text({
					device: deviceLine(warning.device),
					time: dateTime(warning.at),
					verdict: verdictWords(warning.verdict)
				})
			};
		case 'AskedBefore':
			return {
				title: m.warning_asked_before(),
				text: m.warning_asked_before_text({
					time: dateTime(warning.at),
					verdict: verdictWords(warning.verdict)
				})
			};
		case 'AlreadyProvisioned': {
			const { serial, how, at } = warning;
			const device = serial ? m.warning_provisioned_device({ serial }) : m.warning_provisioned_unknown();
			const time = dateTime(at);
			return {
				title: m.warning_provisioned(),
				text:
					how === 'signed-in'
						? m.warning_provisioned_signed_in({ device, time })
						: m.warning_provisioned_approved({ device, time })
			};
		}
		case 'AccountDeleted':
			return { title: m.warning_deleted(), text: m.warning_deleted_text() };
		case 'TabletClockBehind':
			return { title: m.warning_clock(), text: m.warning_clock_text({ duration: duration(warning.by) }) };
	}
}

function differs({ expected, given }: { expected: string; given: string }): string {
	return m.warning_differs_text({ expected, given: given || m.warning_nothing() });
}

function verdictWords(verdict: 'approved' | 'rejected' | null): string {
	if (verdict === 'approved') return m.warning_verdict_approved();
	return verdict === 'rejected' ? m.warning_verdict_rejected() : m.warning_verdict_none();
}
