/** The events of a stream, without the comments. */
export function reader(response: Response) {
	const stream = response.body!.pipeThrough(new TextDecoderStream()).getReader();
	let text = '';
	return {
		async next(): Promise<string> {
			for (;;) {
				const end = text.indexOf('\n\n');
				if (end >= 0) {
					const event = text.slice(0, end);
					text = text.slice(end + 2);
					if (event.startsWith('event:')) return event;
					continue;
				}
				const { value, done } = await stream.read();
				if (done) throw new Error('the stream has ended');
				text += value;
			}
		},
		cancel: () => stream.cancel()
	};
}
