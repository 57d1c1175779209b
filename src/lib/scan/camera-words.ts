import { m } from '$lib/paraglide/messages';
import type { CameraError } from './camera';

/** What to do where there is no picture from a camera. */
export function cameraErrorWords(error: CameraError): { readonly title: string; readonly text: string } {
	switch (error.type) {
		case 'CameraInsecure':
			return { title: m.scan_insecure(), text: m.scan_insecure_text() };
		case 'CameraMissing':
			return { title: m.scan_missing(), text: m.scan_missing_text() };
		case 'CameraRefused':
			return { title: m.scan_refused(), text: m.scan_refused_text() };
		case 'CameraTaken':
			return { title: m.scan_taken(), text: m.scan_taken_text() };
		case 'CameraFailed':
			return { title: m.scan_failed(), text: m.scan_failed_text({ detail: error.detail }) };
	}
}
