import { computed, nextTick, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue';

/** Beyond the visible part so much is there too, so that scrolling shows no gaps. */
const AROUND = 800;

/**
 * Of a long list only what is near the screen is in the page, in chunks of `size`: the others are as high as they were
 * when they were seen last, or as is guessed. `host` is the element whose descendants `[data-chunk]` are the chunks. The one
 * that has the focus stays, with its neighbours, so that the Tab key leads through all of them however quick it is.
 */
export function useChunks(items, { size, estimate }) {
  const host = ref();
  const near = shallowRef(new Set([0, 1]));
  const heights = new Map();
  const chunks = computed(() => {
    const list = items();
    return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => ({ first: at * size, items: list.slice(at * size, (at + 1) * size) }));
  });
  let watcher;

  function focused() {
    const chunk = host.value?.contains(document.activeElement) && document.activeElement.closest('[data-chunk]');
    return chunk ? Number(chunk.dataset.chunk) : undefined;
  }

  function keepNeighbours() {
    const at = focused();
    if (at !== undefined && !(near.value.has(at - 1) && near.value.has(at + 1))) near.value = new Set([...near.value, at - 1, at + 1]);
  }

  function crossed(entries) {
    const now = new Set(near.value);
    const kept = focused();
    for (const { target, isIntersecting, boundingClientRect: { height } } of entries) {
      const at = Number(target.dataset.chunk);
      if (isIntersecting) now.add(at);
      // A list that is not on the screen at all is nowhere near it, and has no height.
      else if (height > 0 && !(Math.abs(at - kept) <= 1) && now.delete(at)) heights.set(at, height);
    }
    near.value = now;
  }

  function observe() {
    for (const chunk of host.value?.querySelectorAll('[data-chunk]') ?? []) watcher.observe(chunk);
  }

  onMounted(() => {
    watcher = new IntersectionObserver(crossed, { root: host.value.closest('.scroll'), rootMargin: `${AROUND}px 0px` });
    observe();
    host.value.addEventListener('focusin', keepNeighbours);
  });
  onBeforeUnmount(() => watcher.disconnect());
  watch(() => chunks.value.length, () => nextTick(observe));

  return {
    host,
    chunks,
    isNear: (at) => near.value.has(at),
    heightOf: (at) => heights.get(at) ?? chunks.value[at].items.length * estimate,
  };
}
