import { beforeNavigate, goto } from '$app/navigation';
import { session } from '$lib/commands/session.svelte';
import { confirm, type Question } from '$lib/ui/confirm.svelte';

/** What a page that holds unsaved work does when somebody leaves it. */
export interface LeaveGuard {
	/** Whether there is anything to lose. */
	readonly isNeeded: () => boolean;
	readonly question: () => Question;
	/** Takes the browser's Back as a step back within the page; false: there is none, it means leaving. */
	readonly onback?: () => boolean;
	/** The person leaves. */
	readonly onleave?: () => void;
}

/**
 * Asks before unsaved work is left, by link, by Back, or by closing the tab (there in the browser's own words). Locking
 * is never in the way. Call it while the page's component is set up.
 */
export function guardLeaving({ isNeeded, question, onback, onleave }: LeaveGuard): void {
	let isLeaving = false;
	beforeNavigate((navigation) => {
		if (isLeaving || !isNeeded() || session.phase !== 'open') return;
		navigation.cancel();
		const { to, type } = navigation;
		if (type === 'leave' || !to) return;
		if (type === 'popstate' && navigation.delta < 0 && onback?.()) return;
		void confirm(question()).then((yes) => {
			if (!yes) return;
			isLeaving = true;
			onleave?.();
			if (type === 'popstate') history.go(navigation.delta);
			// eslint-disable-next-line svelte/no-navigation-without-resolve -- where the cancelled navigation was going
			else void goto(to.url);
		});
	});
}
