/** Everything of this page that is loaded only once there is a room to keep. */
import { storage } from '$lib/pwa/storage.svelte';

export { DeviceStore } from '$lib/device/store.svelte';
export { default as RoomList } from './RoomList.svelte';
export { default as RoomView } from './RoomView.svelte';

/** Asks the browser not to clear what is kept. A refusal changes nothing here. */
export async function keepStorage(): Promise<void> {
	await storage.ask();
}
