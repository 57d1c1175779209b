import type { Room } from './room';

/** A step of a room, as its technician is told. */
export type StepName =
	| 'entered'
	| 'show'
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

/** The way of a room: what happened and when, what is to be done now, what comes. */
export function timelineOf({ enteredAt, progress }: Room): Step[] {
	const entered = done('entered', enteredAt);
	switch (progress.phase) {
		case 'entered':
			return [{ ...entered, state: 'now' }, ahead('show'), ahead('awaiting'), ahead('answer')];
		case 'ready':
			return [entered, now('show'), ahead('awaiting'), ahead('answer')];
		case 'awaiting':
			return [entered, done('show', progress.shownAt), now('awaiting'), ahead('answer')];
		case 'expired':
		case 'used':
			return [entered, done('show', progress.shownAt), failed(progress.phase, progress.at)];
		case 'rejected':
			return [entered, done('show', progress.answered.shownAt), failed('rejected', progress.readAt)];
		case 'approved':
			return [
				entered,
				done('show', progress.answered.shownAt),
				done('approved', progress.openedAt),
				now('sign-in')
			];
		case 'closed':
			return [
				entered,
				done('show', progress.answered.shownAt),
				done('approved', progress.openedAt),
				progress.outcome.type === 'signed-in'
					? done('signed-in', progress.at)
					: failed('did-not-work', progress.at)
			];
	}
}
