import process from 'node:process';

/** Whether long tests run whole: `npm run test:soak` says so by `SOAK=on`. */
export const isSoak = process.env.SOAK === 'on';
