// The service worker: what was loaded once is there without a network. The build fills in the two gaps.
const FILES = [/* files */];
const CACHE = 'kuma-gapi-preview-/* version */';

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('kuma-gapi-preview-') && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// Servers that vary their answers by origin give these files alike to everybody.
const LOOSELY = { ignoreSearch: true, ignoreVary: true };

// The page itself comes from the network where there is one, so that a new version is seen at once; the names of
// all other files change with their content.
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  const isPage = request.mode === 'navigate';
  const cached = () => caches.match(isPage ? './' : request, LOOSELY);
  event.respondWith(isPage ? fetch(request).catch(cached) : cached().then((found) => found ?? fetch(request)));
});
