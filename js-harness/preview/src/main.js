import { createApp } from 'vue';

import App from './App.vue';
import './style.css';

createApp(App).mount('#app');

if ('serviceWorker' in navigator && import.meta.env.PROD && isSecureContext) {
  navigator.serviceWorker.register('./offline.js').catch(() => {
    // The page works without it, only not offline.
  });
}
