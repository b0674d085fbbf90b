import { computed, nextTick, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue';

/** Beyond the visible part so much is there too, so that scrolling shows no gaps. */
const AROUND = 800;

/**
 * Of a long list only what is near the screen is in the page, in chunks of `size`: the others are as high as they were
 * when they were seen last, or as is guessed. `host` is the element whose descendants `[data-chunk]` are the chunks; what
 * has the focus stays.
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

  function crossed(entries) {
    const now = new Set(near.value);
    for (const { target, isIntersecting, boundingClientRect: { height } } of entries) {
      const at = Number(target.dataset.chunk);
      if (isIntersecting) now.add(at);
      // A list that is not on the screen at all is nowhere near it, and has no height.
      else if (height > 0 && !target.contains(document.activeElement)) {
        if (now.delete(at)) heights.set(at, height);
      }
    }
    near.value = now;
  }

  function observe() {
    for (const chunk of host.value?.querySelectorAll('[data-chunk]') ?? []) watcher.observe(chunk);
  }

  onMounted(() => {
    watcher = new IntersectionObserver(crossed, { root: host.value.closest('.scroll'), rootMargin: `${AROUND}px 0px` });
    observe();
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
