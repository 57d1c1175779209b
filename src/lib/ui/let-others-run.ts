/** Lets the browser draw and answer the person, then goes on. Without the 4 ms that nested timers wait. */
export function letOthersRun(): Promise<void> {
	return new Promise((resolve) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => {
			port1.close();
			resolve();
		};
		port2.postMessage(null);
	});
}
