/**
 * Lets every write to a database fail from now on, as on a disk that is full.
 * @param after how many writes still succeed
 * @returns makes room again
 */
export function fillDisk(after = 0): () => void {
	const { add, put } = IDBObjectStore.prototype;
	let left = after;
	const count = () => {
		if (left-- <= 0) throw new DOMException('no room', 'QuotaExceededError');
	};
	IDBObjectStore.prototype.add = function (...args) {
		count();
		return add.apply(this, args);
	};
	IDBObjectStore.prototype.put = function (...args) {
		count();
		return put.apply(this, args);
	};
	return () => Object.assign(IDBObjectStore.prototype, { add, put });
}
