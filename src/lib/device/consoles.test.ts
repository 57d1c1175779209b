import { expect, it } from 'vitest';
import { remember, suggestedMakes, suggestedModels, type Console } from './consoles';

const own: Console[] = [
	{ make: 'Acme', model: 'Cube 3' },
	{ make: 'logitech', model: 'Tap' },
	{ make: 'Acme', model: 'Cube 2' }
];

it('suggests makes, those given here first, each once', () => {
	const makes = suggestedMakes(own);
	expect(makes.slice(0, 2)).toEqual(['Acme', 'logitech']);
	expect(makes.filter((make) => /logitech/i.test(make))).toHaveLength(1);
	expect(makes).toContain('Yealink');
});

it('suggests the models of a make, whatever its case, and own ones for a make of one’s own', () => {
	expect(suggestedModels(' LOGITECH ', [])).toContain('RoomMate');
	expect(suggestedModels('Acme', own)).toEqual(['Cube 3', 'Cube 2']);
	expect(suggestedModels('', own)).toEqual([]);
});

it('remembers what was given last first, each once, and not without end', () => {
	expect(remember(own, { make: 'ACME', model: 'cube 2' })).toEqual([
		{ make: 'ACME', model: 'cube 2' },
		own[0],
		own[1]
	]);
	let many: Console[] = [];
	for (let i = 0; i < 100; i++) many = remember(many, { make: 'Acme', model: String(i) });
	expect(many).toHaveLength(20);
	expect(many[0]!.model).toBe('99');
});
