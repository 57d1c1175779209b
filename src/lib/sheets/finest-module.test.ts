import { describe, expect, it } from 'vitest';
import { smallestModule } from '$lib/domain/sheet/design';
import type { SheetLabel } from '$lib/domain/sheet/label';
import { stockById } from '$lib/domain/sheet/stock';
import { finestModule } from './finest-module';
import { sampleCode } from './sample-code';

const parts = { place: true, signInName: true, code: true, validity: true, steps: true };
const label = (linkedRoom: string) => ({ code: sampleCode, linkedRoom, validFrom: '' }) as SheetLabel;
const short = 'https://rooms.example.com';

describe('the finest module of a run', () => {
	it('is large enough on every door sheet, and on small labels with a short address', () => {
		expect(finestModule([label('')], stockById('door-a4'), parts, short)).toBeGreaterThan(1);
		expect(finestModule([label('')], stockById('avery-5160'), parts, short)).toBeGreaterThan(smallestModule);
	});

	it('is too fine on small labels with a very long address', () => {
		const long = `${short}/${'path/'.repeat(40)}`;
		expect(finestModule([label('')], stockById('avery-5160'), parts, long)).toBeLessThan(smallestModule);
	});

	it('is that of the longest room name', () => {
		const names = [label(''), label('M%C3%B8terom+nord+for+trappen'), label('x')];
		const stock = stockById('avery-5160');
		expect(finestModule(names, stock, parts, short)).toBe(finestModule([names[1]!], stock, parts, short));
		expect(finestModule(names, stock, parts, short)).toBeLessThan(
			finestModule([names[0]!], stock, parts, short)
		);
	});
});
