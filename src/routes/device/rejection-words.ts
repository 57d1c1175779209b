import type { CodeReason, RejectionReason } from '$lib/domain/otp';
import { m } from '$lib/paraglide/messages';

interface Rejection {
	/** Why, in a sentence. */
	readonly reason: string;
	/** What the technician does about it. */
	readonly next: string;
}

const other = (): Rejection => ({ reason: m.device_reason_other(), next: m.device_reason_other_next() });

/** Where the code itself is of no use, the room ends otherwise (`lib/device/room.ts`). */
type ToldReason = Exclude<RejectionReason, CodeReason>;

const rejections: Readonly<Record<ToldReason, () => Rejection>> = {
	'unknown-device': () => ({
		reason: m.device_reason_unknown_device(),
		next: m.device_reason_unknown_device_next()
	}),
	'wrong-room': () => ({ reason: m.device_reason_wrong_room(), next: m.device_reason_wrong_room_next() }),
	'unexpected-make-or-model': () => ({
		reason: m.device_reason_unexpected_model(),
		next: m.device_reason_unexpected_model_next()
	}),
	'serial-mismatch': () => ({ reason: m.device_reason_serial(), next: m.device_reason_serial_next() }),
	'outside-agreed-time': () => ({ reason: m.device_reason_time(), next: m.device_reason_time_next() }),
	'code-compromised': () => ({
		reason: m.device_reason_compromised(),
		next: m.device_reason_compromised_next()
	}),
	'duplicate-request': () => ({
		reason: m.device_reason_duplicate(),
		next: m.device_reason_duplicate_next()
	}),
	'account-retired': () => ({ reason: m.device_reason_retired(), next: m.device_reason_retired_next() }),
	other
};

/** A reason for rejection as its id travels in a decision; one that a newer version knows is told as another reason. */
export function rejectionWords(reason: string): Rejection {
	return (Object.hasOwn(rejections, reason) ? rejections[reason as ToldReason] : other)();
}
