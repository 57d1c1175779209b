import type { BrowserContext, Page } from '@playwright/test';

/**
 * Gives the pages of a context a camera that films another screen: what it sees is the picture that `film` was given
 * last, small in the middle of the view, as one holds a phone before a tablet. The page's own decoder has to find the
 * QR in it. Where the browser's own capture is to be tested, see fake-camera.
 */
export async function giveScreenCamera(context: BrowserContext): Promise<void> {
	await context.addInitScript(() => {
		// The empty page a tab begins with is not secure, so it has no cameras.
		if (!navigator.mediaDevices) return;
		const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });
		const view = canvas.getContext('2d')!;
		let scene: ImageBitmap | undefined;
		const draw = () => {
			view.fillStyle = '#777';
			view.fillRect(0, 0, canvas.width, canvas.height);
			if (!scene) return;
			const scale = Math.min((canvas.width * 0.95) / scene.width, (canvas.height * 0.95) / scene.height);
			const [width, height] = [scene.width * scale, scene.height * scale];
			view.drawImage(scene, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
		};
		Object.assign(globalThis, {
			filmScene: async (png: string) => {
				const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
				scene = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
			}
		});
		navigator.mediaDevices.getUserMedia = () => {
			draw();
			const stream = canvas.captureStream(10);
			setInterval(draw, 100);
			return Promise.resolve(stream);
		};
	});
}

/** Holds one page's camera before another page's screen, or before a picture of one. */
export async function film(camera: Page, screen: Page | Buffer): Promise<void> {
	const png = (Buffer.isBuffer(screen) ? screen : await screen.screenshot()).toString('base64');
	await camera.evaluate(
		(picture) => (globalThis as unknown as { filmScene(png: string): Promise<void> }).filmScene(picture),
		png
	);
}
