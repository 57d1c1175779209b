/**
 * What the tabs of this browser agree on by Web Locks (https://w3c.github.io/web-locks/): which one speaks for all, and whether
 * somebody looks at any. A lock goes with the tab that holds it, also when that crashes.
 */
const speaking = 'roompass speaker';
const inView = 'roompass in view';

/**
 * Makes this tab speak for all from when no other does.
 * @param onturn called when it is this tab's turn, which it keeps
 * @returns gives the turn away
 */
export function speakInTurn(onturn: () => void): () => void {
	return hold(speaking, 'exclusive', onturn);
}

/** Lets the other tabs know that somebody looks at this one, as long as somebody does. @returns ends it */
export function showWhetherInView(): () => void {
	let letGo: (() => void) | undefined;
	const look = () => {
		if (document.visibilityState === 'visible') letGo ??= hold(inView, 'shared');
		else {
			letGo?.();
			letGo = undefined;
		}
	};
	look();
	document.addEventListener('visibilitychange', look);
	return () => {
		document.removeEventListener('visibilitychange', look);
		letGo?.();
	};
}

/** Whether somebody looks at a tab of the app. */
export async function isSomeTabInView(): Promise<boolean> {
	if (document.visibilityState === 'visible') return true;
	const { held = [] } = (await locks()?.query()) ?? {};
	return held.some(({ name }) => name === inView);
}

function hold(name: string, mode: LockMode, onheld?: () => void): () => void {
	const asking = new AbortController();
	let letGo = () => asking.abort();
	locks()
		?.request(name, { mode, signal: asking.signal }, () => {
			onheld?.();
			return new Promise<void>((resolve) => (letGo = resolve));
		})
		.catch(() => undefined);
	return () => letGo();
}

/** None in an insecure context. */
function locks(): LockManager | undefined {
	return (globalThis.navigator as { readonly locks?: LockManager } | undefined)?.locks;
}
