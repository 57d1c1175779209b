/** Everything of this page that is loaded only once there is a room to keep. */
import { askToSync } from '$lib/device/background-sync';
import { Courier } from '$lib/device/courier.svelte';
import { appAddress, deviceHubAddress, isHubBuiltIn } from '$lib/device/hub-address';
import { isServedByHub } from '$lib/device/hub-presence';
import type { DeviceStore } from '$lib/device/store.svelte';
import { storage } from '$lib/pwa/storage.svelte';

export { DeviceStore } from '$lib/device/store.svelte';
export { default as RoomList } from './RoomList.svelte';
export { default as RoomView } from './RoomView.svelte';

/** What carries requests to the hub and answers back, where there is one. */
export function openCourier(store: DeviceStore): Courier {
	return new Courier(store, {
		address: deviceHubAddress(),
		fetch: (input, init) => fetch(input, init),
		isThere: async () => isHubBuiltIn || isServedByHub(appAddress(), fetch),
		onwaiting: () => void askToSync(navigator.serviceWorker)
	});
}

/** Asks the browser not to clear what is kept. A refusal changes nothing here. */
export async function keepStorage(): Promise<void> {
	await storage.ask();
}
