import type { Context } from 'hono';
import type { HubEnv } from './context';

/** Where an event stream is written to. */
export interface Sink {
	/** Sends text. A reader that is too slow is cut off; one that is gone hears nothing. */
	send(text: string): void;
	end(): void;
}

/** What a slow reader may leave unread, in bytes. */
const maxUnread = 64 * 1024;

/**
 * Opens an event stream. Over HTTP it is written straight to Node's response: ten thousand web streams would be most of the
 * process's memory. `closed` is called once, whoever ends it.
 */
export function openSink(
	c: Context<HubEnv>,
	closed: () => void
): { readonly sink: Sink; readonly response: Response } {
	c.header('Content-Type', 'text/event-stream');
	c.header('Cache-Control', 'no-store');
	// A proxy must not keep events back.
	c.header('X-Accel-Buffering', 'no');
	const { outgoing } = c.env ?? {};
	if (!outgoing || !('socket' in outgoing)) return webSink(c, closed);
	let early = '';
	c.env.openStream = (headers) => {
		// Who has left meanwhile will not say so again.
		if (outgoing.destroyed) return closed();
		outgoing.writeHead(200, Object.fromEntries(headers));
		outgoing.socket?.setKeepAlive(true, 60_000);
		outgoing.once('close', closed);
		outgoing.write(early);
	};
	const sink: Sink = {
		send(text) {
			if (outgoing.destroyed) return;
			if (!outgoing.headersSent) early += text;
			else {
				outgoing.write(text);
				if (outgoing.writableLength > maxUnread) outgoing.destroy();
			}
		},
		end: () => void outgoing.end()
	};
	return { sink, response: c.body(null) };
}

function webSink(
	c: Context<HubEnv>,
	closed: () => void
): { readonly sink: Sink; readonly response: Response } {
	const encoder = new TextEncoder();
	let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
	const stream = new ReadableStream<Uint8Array>({
		start: (opened) => void (controller = opened),
		cancel: () => {
			controller = undefined;
			closed();
		}
	});
	const sink: Sink = {
		send: (text) => controller?.enqueue(encoder.encode(text)),
		end() {
			if (!controller) return;
			controller.close();
			controller = undefined;
			closed();
		}
	};
	return { sink, response: c.body(stream) };
}
