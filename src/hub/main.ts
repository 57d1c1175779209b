/** What `npm start` uses of the hub; the entry of its build. */
export { readConfig } from './config';
export { isHubPath, openHub, type Hub } from './hub';
export { logToOutput } from './log';
