import type { Attachment } from 'svelte/attachments';

/** How a tooltip behaves beside showing on hover and keyboard focus. */
export interface TooltipOptions {
	/** Also shows on click or tap: for controls that refuse, and say why. */
	tap?: boolean;
	/** The words add to the control's name, so they are also announced (`aria-describedby`). */
	describes?: boolean;
}

const gap = 8;
const delay = 400;
const id = 'ui-tooltip';
const surroundings = 'dialog, [role="dialog"], main, nav, header, aside, footer';

/** All tooltips share one element, made when the first is shown; in the top layer, above dialogs and menus. */
let tip: HTMLElement | undefined;
let owner: HTMLElement | undefined;
/** The control that the pointer has just come to. */
let awaited: HTMLElement | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Explains a control in a few words: `<button {@attach tooltip('Copy')}>`. Escape hides it; the pointer may rest on it. */
export function tooltip(text: string, options: TooltipOptions = {}): Attachment<HTMLElement> {
	return (element) => {
		const show = () => place(element, text, options.describes ?? false);
		const events: [string, (event: Event) => void][] = [
			[
				'pointerenter',
				(event) => {
					if ((event as PointerEvent).pointerType === 'touch') return;
					clearTimeout(timer);
					awaited = element;
					timer = setTimeout(show, owner ? 0 : delay);
				}
			],
			['pointerleave', () => hideSoon()],
			['focusin', () => element.matches(':focus-visible, :has(:focus-visible)') && show()],
			['focusout', () => hide(element)],
			['click', () => (options.tap ? show() : hide(element))]
		];
		for (const [name, listener] of events) element.addEventListener(name, listener);
		return () => {
			for (const [name, listener] of events) element.removeEventListener(name, listener);
			hide(element);
		};
	};
}

function make(): HTMLElement {
	const made = document.createElement('div');
	made.id = id;
	made.setAttribute('role', 'tooltip');
	made.popover = 'manual';
	made.className =
		'fixed inset-auto m-0 max-w-72 overflow-visible rounded-sm border-0 bg-ink px-2.5 py-1.5 text-xs font-medium text-canvas shadow-raised print:hidden';
	made.addEventListener('pointerenter', () => clearTimeout(timer));
	made.addEventListener('pointerleave', hideSoon);
	document.addEventListener('keydown', (event) => event.key === 'Escape' && hide());
	document.addEventListener('scroll', () => hide(), { capture: true, passive: true });
	document.addEventListener('pointerdown', (event) => !owner?.contains(event.target as Node) && hide());
	return made;
}

function place(element: HTMLElement, text: string, describes: boolean): void {
	hide();
	tip ??= make();
	tip.textContent = text;
	tip.style.visibility = 'hidden';
	// Where assistive technology looks for it: in the landmark or dialog of its control.
	(element.closest(surroundings) ?? document.body).append(tip);
	tip.showPopover();
	const target = element.getBoundingClientRect();
	const size = tip.getBoundingClientRect();
	const above = target.top - size.height - gap;
	const left = target.left + target.width / 2 - size.width / 2;
	tip.style.top = `${above >= gap ? above : target.bottom + gap}px`;
	tip.style.left = `${Math.max(gap, Math.min(left, innerWidth - size.width - gap))}px`;
	tip.style.visibility = '';
	owner = element;
	if (describes) element.setAttribute('aria-describedby', id);
}

function hideSoon(): void {
	clearTimeout(timer);
	timer = setTimeout(() => hide(), 120);
}

function hide(only?: HTMLElement): void {
	if (only && only !== owner && only !== awaited) return;
	clearTimeout(timer);
	awaited = undefined;
	if (owner?.getAttribute('aria-describedby') === id) owner.removeAttribute('aria-describedby');
	owner = undefined;
	tip?.remove();
}
