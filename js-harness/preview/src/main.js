import { createApp } from 'vue';

import App from './App.vue';

/** The page, around a preview that was asked for its first outcome already. */
export function mountPage(begun) {
  createApp(App, { begun }).mount('#app');
}

if ('serviceWorker' in navigator && import.meta.env.PROD && isSecureContext) {
  navigator.serviceWorker.register('./offline.js').catch(() => {
    // The page works without it, only not offline.
  });
}
