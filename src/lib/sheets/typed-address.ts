/**
 * The address of the technician's side as a person types it: `rooms.example.com/device`, with the scheme only where
 * browsers would not add the right one by themselves.
 */
export function typedAddress(deviceAddress: string): string {
	return `${deviceAddress.replace(/^https:\/\//, '').replace(/\/+$/, '')}/device`;
}
