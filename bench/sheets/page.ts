import { create } from 'qrcode/lib/core/qrcode.js';
import { mount } from 'svelte';
import type { SheetLabel } from '$lib/domain/sheet/label';
import { stockById } from '$lib/domain/sheet/stock';
import { RandomPool } from '$lib/protocol/bytes';
import { generateCode, type Code } from '$lib/protocol/code';
import { sheetLink } from '$lib/protocol/sheet-link';
import SheetPages from '$lib/sheets/SheetPages.svelte';
import { roomAt } from '../support/building';

const count = 1_000;
const deviceAddress = 'https://roompass.contoso.com/app';
const parts = { place: true, signInName: true, code: true, validity: true, steps: true };
let labels: SheetLabel[] = [];

export async function prepare(): Promise<void> {
	const random = new RandomPool();
	labels = Array.from({ length: count }, (_, n) => {
		const { upn, displayName, site, building, floor } = roomAt(n);
		return {
			id: String(n),
			title: displayName,
			place: [site, building, `Floor ${floor}`],
			signInName: upn,
			code: generateCode(random),
			linkedRoom: '',
			validFrom: '',
			validUntil: 'Thu 26 Nov 2026, 17:00 CET'
		};
	});
	// The first of anything is drawn with what a browser compiles and looks up only once.
	await drawn(labels.slice(0, 16));
	labels
		.slice(0, 16)
		.forEach(({ code }) => create(sheetLink(deviceAddress, code as Code), { errorCorrectionLevel: 'M' }));
}

export async function work(): Promise<number> {
	return drawn(labels);
}

export async function peer(): Promise<number> {
	let modules = 0;
	for (const { code } of labels)
		modules += create(sheetLink(deviceAddress, code as Code), { errorCorrectionLevel: 'M' }).modules.size;
	return modules;
}

/** Draws the pages as the print page does, and has the browser lay them out. @returns how many pages there are */
async function drawn(run: readonly SheetLabel[]): Promise<number> {
	await new Promise<void>((resolve) => {
		mount(SheetPages, {
			target: document.body,
			props: { labels: run, stock: stockById('cards-8-a4'), parts, deviceAddress, onready: resolve }
		});
	});
	const pages = document.querySelector<HTMLElement>('.sheet-pages:last-of-type')!;
	// On the screen they are not laid out at all.
	pages.style.display = 'block';
	const { height } = pages.lastElementChild!.getBoundingClientRect();
	if (height === 0) throw new Error('The pages were not laid out.');
	const sheets = pages.childElementCount;
	pages.style.display = '';
	return sheets;
}
