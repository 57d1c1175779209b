import { m } from '$lib/paraglide/messages';
import type { Step } from '$lib/ui/Stepper.svelte';

/** The whole way, as the steps are shown. */
export function stepLabels(): Step[] {
	return [
		{ id: 'accounts', label: m.generate_step_accounts() },
		{ id: 'configuration', label: m.generate_step_configuration() },
		{ id: 'review', label: m.generate_step_review() },
		{ id: 'generate', label: m.generate_step_generate() },
		{ id: 'download', label: m.generate_step_download() }
	];
}
