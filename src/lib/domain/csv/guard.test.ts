import { expect, it } from 'vitest';
import { guarded, hasGuard } from './guard';

it.each([
	["'=1+1", true],
	["'+47", true],
	["'-x", true],
	["'@x", true],
	["'\tx", true],
	["'\rx", true],
	["''=x", true],
	// Without an apostrophe there is nothing to take off, though a spreadsheet would take it for a formula.
	['=1+1', false],
	['-secret', false],
	['@home', false],
	// Passwords from elsewhere that begin with an apostrophe of their own.
	["'secret", false],
	["''", false],
	["'a=b", false],
	['', false]
])('whether %j begins with our guard: %j', (cell, has) => {
	expect(hasGuard(cell)).toBe(has);
});

it.each([
	['=x', true],
	["''''=x", true],
	["'", false],
	['a=x', false],
	[' =x', false]
])('whether %j needs our guard: %j', (cell, needs) => {
	expect(guarded.test(cell)).toBe(needs);
});
