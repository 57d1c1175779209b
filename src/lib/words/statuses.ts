import type { RejectionReason } from '$lib/domain/otp';
import type { ProvisioningStatus } from '$lib/domain/provisioning';
import type { CheckId, Readiness } from '$lib/domain/readiness';
import { m } from '$lib/paraglide/messages';

type Words = () => string;
/** How a status is coloured; the names are those of the badge. */
export type StatusTone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

/** Readiness statuses as their users know them. */
export const readinessWords: Record<Readiness['status'], Words> = {
	'no-action-needed': m.readiness_no_action_needed,
	'needs-action': m.readiness_needs_action,
	'not-available': m.readiness_not_available
};

export const readinessTones: Record<Readiness['status'], StatusTone> = {
	'no-action-needed': 'success',
	'needs-action': 'warning',
	'not-available': 'neutral'
};

/** Provisioning statuses as their users know them, and that of an OTP that was replaced. */
export const provisioningWords: Record<ProvisioningStatus | 'superseded', Words> = {
	'not-started': m.provisioning_not_started,
	'otp-generated': m.provisioning_otp_generated,
	'awaiting-approval': m.provisioning_awaiting_approval,
	approved: m.provisioning_approved,
	provisioned: m.provisioning_provisioned,
	'otp-expired': m.provisioning_otp_expired,
	'otp-revoked': m.provisioning_otp_revoked,
	rejected: m.provisioning_rejected,
	conflict: m.provisioning_conflict,
	superseded: m.otp_superseded
};

export const provisioningTones: Record<ProvisioningStatus | 'superseded', StatusTone> = {
	'not-started': 'neutral',
	'otp-generated': 'info',
	'awaiting-approval': 'warning',
	approved: 'info',
	provisioned: 'success',
	'otp-expired': 'neutral',
	'otp-revoked': 'neutral',
	rejected: 'danger',
	conflict: 'danger',
	superseded: 'neutral'
};

/** Each readiness check: what holds when it passes, and what to do where it does not. */
export const checkWords: Record<CheckId, { readonly title: Words; readonly fix: Words }> = {
	'sign-in-name': { title: m.check_sign_in_name, fix: m.check_sign_in_name_fix },
	enabled: { title: m.check_enabled, fix: m.check_enabled_fix },
	licence: { title: m.check_licence, fix: m.check_licence_fix },
	'password-never-expires': {
		title: m.check_password_never_expires,
		fix: m.check_password_never_expires_fix
	},
	'room-mailbox': { title: m.check_room_mailbox, fix: m.check_room_mailbox_fix },
	'calendar-auto-accept': { title: m.check_calendar_auto_accept, fix: m.check_calendar_auto_accept_fix },
	confirmed: { title: m.check_confirmed, fix: m.check_confirmed_fix }
};

/** Why a device was refused. */
export const rejectionWords: Record<RejectionReason, Words> = {
	'unknown-device': m.reason_unknown_device,
	'wrong-room': m.reason_wrong_room,
	'unexpected-make-or-model': m.reason_unexpected_make_or_model,
	'serial-mismatch': m.reason_serial_mismatch,
	'outside-agreed-time': m.reason_outside_agreed_time,
	'code-compromised': m.reason_code_compromised,
	'duplicate-request': m.reason_duplicate_request,
	'account-retired': m.reason_account_retired,
	'otp-expired': m.reason_otp_expired,
	'otp-used': m.reason_otp_used,
	other: m.reason_other
};
