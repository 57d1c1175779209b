/** Values by number, each once. */
export class Numbered<T> {
	readonly values: T[] = [];
	readonly #numbers = new Map<unknown, number>();

	/** @param identity what makes two values the same; the value itself if not given */
	constructor(private readonly identity: (value: T) => unknown = (value) => value) {}

	numberOf(value: T): number {
		const identity = this.identity(value);
		let number = this.#numbers.get(identity);
		if (number === undefined) {
			number = this.values.push(value) - 1;
			this.#numbers.set(identity, number);
		}
		return number;
	}
}
