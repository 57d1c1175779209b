/** The name under which a browser is asked to sync once there is a network. */
export const backgroundSyncTag = 'roompass-hub';
