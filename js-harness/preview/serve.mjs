// `make preview`: the built page on localhost.
import { serveSite } from './test/site.mjs';

const { address } = await serveSite({ port: Number(process.env.PORT ?? 8421), path: '/' });
console.log(`the preview is at ${address}`);
