import { isToSend, sentAtOf, type Room } from './room';

/** A step of a room, as its technician is told. */
export type StepName =
	| 'entered'
	| 'show'
	| 'sent'
	| 'awaiting'
	| 'answer'
	| 'approved'
	| 'rejected'
	| 'expired'
	| 'used'
	| 'signed-in'
	| 'did-not-work'
	| 'sign-in';

export interface Step {
	readonly name: StepName;
	/** Ms since 1970; `null` where it has not happened. */
	readonly at: number | null;
	readonly state: 'done' | 'now' | 'ahead' | 'failed';
}

const ahead = (name: StepName): Step => ({ name, at: null, state: 'ahead' });
const done = (name: StepName, at: number): Step => ({ name, at, state: 'done' });
const now = (name: StepName): Step => ({ name, at: null, state: 'now' });
const failed = (name: StepName, at: number): Step => ({ name, at, state: 'failed' });

/**
 * The way of a room: what happened and when, what is to be done now, what comes.
 * @param isHubThere whether it is sent by itself
 */
export function timelineOf(room: Room, isHubThere = false): Step[] {
	const { enteredAt, progress } = room;
	const entered = done('entered', enteredAt);
	const sentAt = sentAtOf(room);
	const asked = (shownAt: number) => (sentAt === null ? done('show', shownAt) : done('sent', sentAt));
	const next = isHubThere ? 'sent' : 'show';
	switch (progress.phase) {
		case 'entered':
			return [{ ...entered, state: 'now' }, ahead(next), ahead('awaiting'), ahead('answer')];
		case 'ready':
			return [entered, now(next), ahead('awaiting'), ahead('answer')];
		case 'awaiting':
			return isHubThere && isToSend(room)
				? [entered, now('sent'), ahead('awaiting'), ahead('answer')]
				: [entered, asked(progress.shownAt), now('awaiting'), ahead('answer')];
		case 'expired':
		case 'used':
			return [entered, asked(progress.shownAt), failed(progress.phase, progress.at)];
		case 'rejected':
			return [entered, asked(progress.answered.shownAt), failed('rejected', progress.readAt)];
		case 'approved':
			return [entered, asked(progress.answered.shownAt), done('approved', progress.openedAt), now('sign-in')];
		case 'closed':
			return [
				entered,
				asked(progress.answered.shownAt),
				done('approved', progress.openedAt),
				progress.outcome.type === 'signed-in'
					? done('signed-in', progress.at)
					: failed('did-not-work', progress.at)
			];
	}
}
