import { toast as sonner } from 'svelte-sonner';
import { m } from '$lib/paraglide/messages';

/** What a toast may carry beside its words. */
export interface ToastOptions {
	/** Takes back what was just done; adds an *Undo* button and stays longer. */
	undo?: () => void;
	/** Another next step. Not together with `undo`. */
	action?: { label: string; onclick: () => void };
	/** A second line. */
	detail?: string;
	/** How long it stays, in ms; it waits while pointed at, and errors stay until closed. */
	duration?: number;
}

function options({ undo, action, detail, duration }: ToastOptions, usual: number) {
	const next = undo ? { label: m.ui_undo(), onclick: undo } : action;
	return {
		description: detail,
		duration: duration ?? (next ? Math.max(usual, 12_000) : usual),
		action: next && { label: next.label, onClick: next.onclick }
	};
}

/**
 * A word about what just happened, in a corner, gone by itself. Nothing that must be read or answered: that is a Callout or
 * `confirm`. Needs one `<ToastHost/>`.
 */
export const toast = {
	success: (text: string, extra: ToastOptions = {}) => void sonner.success(text, options(extra, 5_000)),
	info: (text: string, extra: ToastOptions = {}) => void sonner.info(text, options(extra, 6_000)),
	warning: (text: string, extra: ToastOptions = {}) => void sonner.warning(text, options(extra, 10_000)),
	error: (text: string, extra: ToastOptions = {}) =>
		void sonner.error(text, { ...options(extra, Infinity), important: true }),
	/** Ends those that would go by themselves: for what a camera is to see, which they might cover. */
	giveWay: () => {
		for (const { id, type } of sonner.getActiveToasts()) if (type !== 'error') sonner.dismiss(id);
	}
};
