/** What a character is, for those who type it from a screen. */
export type CharacterKind = 'digit' | 'letter' | 'sign' | 'space';

export interface Character {
	readonly text: string;
	readonly kind: CharacterKind;
}

/** Text in groups of four characters, which the eye holds at once. A person sees one character where there are two code units. */
export function groupsOfFour(text: string): Character[][] {
	const characters = [...text].map((character) => ({ text: character, kind: kindOf(character) }));
	const groups: Character[][] = [];
	for (let i = 0; i < characters.length; i += 4) groups.push(characters.slice(i, i + 4));
	return groups;
}

function kindOf(character: string): CharacterKind {
	if (/\s/u.test(character)) return 'space';
	if (/\p{Nd}/u.test(character)) return 'digit';
	return /\p{L}/u.test(character) ? 'letter' : 'sign';
}
