import type { SeededRandom } from './seeded-random';

type Mutation = (random: SeededRandom, original: string, other: string) => string;

const alphanumeric = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const strange = '\u0000\t\n\r \u00a0\u00ad\u200b\u202e\ufeff\ud800ßıſéÅ／＃%#?&@:/\\"<>\'🔑０Ｏ';

/** What can happen to text on its way through a printer, a camera and a keyboard, or by intent. */
export const textMutations: Readonly<Record<string, Mutation>> = {
	noise: (random) => random.text(random.below(400), alphanumeric),
	'strange characters': (random, original) => {
		const at = random.below(original.length + 1);
		return original.slice(0, at) + random.text(1 + random.below(4), strange) + original.slice(at);
	},
	'one character changed': (random, original) => {
		const at = random.below(original.length);
		return original.slice(0, at) + random.text(1, alphanumeric) + original.slice(at + 1);
	},
	'several characters changed': (random, original) =>
		[...original].map((symbol) => (random.below(12) === 0 ? random.text(1, alphanumeric) : symbol)).join(''),
	truncated: (random, original) => original.slice(0, random.below(original.length)),
	extended: (random, original) => original + random.text(1 + random.below(30), alphanumeric),
	'in lower case': (_, original) => original.toLowerCase(),
	'neighbours swapped': (random, original) => {
		const at = random.below(original.length - 1);
		return original.slice(0, at) + original[at + 1] + original[at] + original.slice(at + 2);
	},
	'head of one, tail of another': (random, original, other) =>
		original.slice(0, random.below(original.length)) + other.slice(random.below(other.length)),
	'the prefix of another': (random, original, other) => other.slice(0, 4) + original.slice(4),
	'another version': (random, original) =>
		original.replace(/^RP1/, `RP${random.pick([0, 2, 9, 10, 11, 99, ''])}`),
	twice: (_, original) => original + original,
	'very long': (random, original) =>
		random.below(100) === 0 ? original.repeat(1 + random.below(2_000)) : original.repeat(2 + random.below(8)),
	'an address around it': (random, original) =>
		random.pick(['https://', 'http://', 'HTTPS://', 'javascript:', 'data:text/plain,', 'https://[']) +
		random.pick(['', 'example.com', 'example.com/device/', 'example.com/device/#', '[::1]/device/#', '%']) +
		original
};
