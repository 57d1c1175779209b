import { createSubscriber } from 'svelte/reactivity';

const tick = 1_000;

/** A clock that screens can read. It runs only while a screen reads it. */
export interface Clock {
	/** Milliseconds since the epoch; whoever reads it in an effect or a `$derived` is run again each second. */
	readonly now: number;
}

const subscribe = createSubscriber((update) => {
	let timer: ReturnType<typeof setTimeout>;
	const schedule = () => {
		// Aligned to the full second, so that everything on the screen changes together.
		timer = setTimeout(
			() => {
				update();
				schedule();
			},
			tick - (Date.now() % tick)
		);
	};
	schedule();
	// A tab in the background is throttled; it is brought up to date when it is seen again.
	document.addEventListener('visibilitychange', update);
	return () => {
		clearTimeout(timer);
		document.removeEventListener('visibilitychange', update);
	};
});

/** The one clock of the screens: what expires shows so by itself. */
export const clock: Clock = {
	get now() {
		subscribe();
		return Date.now();
	}
};
