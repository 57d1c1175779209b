/** What a character is, for those who type it from a screen. */
export type CharacterKind = 'digit' | 'letter' | 'sign' | 'space';

export interface Character {
	readonly text: string;
	readonly kind: CharacterKind;
}

/** What the eye holds at once. */
const most = 6;

/**
 * Text in groups that the eye holds at once: its own, where dashes part it into such, else of four characters. A person sees
 * one character where there are two code units.
 */
export function groupsOf(text: string): Character[][] {
	const own = text.split(/(?<=-)/);
	const parts = own.length > 1 && own.every((part) => part.length <= most) ? own : byFour(text);
	return parts.map((part) => [...part].map((character) => ({ text: character, kind: kindOf(character) })));
}

/** Text in parts that lines may break between: after the signs of an address. */
export function addressParts(text: string): Character[][] {
	return text
		.split(/(?<=[@._-])/)
		.map((part) => [...part].map((character) => ({ text: character, kind: kindOf(character) })));
}

function byFour(text: string): string[] {
	const characters = [...text];
	const groups: string[] = [];
	for (let i = 0; i < characters.length; i += 4) groups.push(characters.slice(i, i + 4).join(''));
	return groups;
}

function kindOf(character: string): CharacterKind {
	if (/\s/u.test(character)) return 'space';
	if (/\p{Nd}/u.test(character)) return 'digit';
	return /\p{L}/u.test(character) ? 'letter' : 'sign';
}
